// Text for a cell of a CSV or spreadsheet export that nobody's program takes for a formula. Pure.

/**
 * What strangers wrote (names, messages, reasons) is opened in spreadsheets, which run a cell that begins with `=`,
 * `+`, `-` or `@` (OWASP, "CSV Injection"). Such a cell gets an apostrophe in front, which they take for "this is
 * text". A tab or line break at the beginning counts as well, and so do the full-width forms, which some programs
 * fold. Blanks in front do not hide anything.
 *
 * A phone number in E.164 is left as it is: `+` and digits alone are no formula anywhere, and an apostrophe would
 * have to be taken off again by everybody who reads numbers. A spreadsheet may show it as a number without its plus:
 * import the column as text.
 *
 * Quoting (RFC 4180) is the writer's business and is needed all the same: without it a line break in a name would
 * begin a cell that nobody has looked at.
 */
export function safeCell(text: string): string {
  return isPhone.test(text) || !isFormula.test(text) ? text : `'${text}`;
}

const isPhone = /^\+[1-9]\d{1,14}$/;

/** Blanks, also those no one sees; then a sign that begins a formula, or a tab or line break among the blanks. */
const isFormula = /^[\s\p{Cc}\p{Cf}]*(?:[=+\-@＝＋－＠﹢﹣﹦﹫−]|(?<=[\t\r\n]))/u;
