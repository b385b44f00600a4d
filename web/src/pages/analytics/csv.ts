// Rows as a file for a spreadsheet. Pure.

/** Lines end as RFC 4180 wants it. The mark at the beginning tells Excel that it is UTF-8. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cellOf).join(",")).join("\r\n")}\r\n`;
}

/** A spreadsheet would run a name that begins like a formula: an apostrophe makes it words. */
function cellOf(value: string | number): string {
  const text = typeof value === "string" && isFormula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Blanks, also those no one sees; then a sign that begins a formula, in any width (OWASP, "CSV Injection"). */
const isFormula = /^[\s\p{Cc}\p{Cf}]*(?:[=+\-@＝＋－＠﹢﹣﹦﹫−]|(?<=[\t\r\n]))/u;
