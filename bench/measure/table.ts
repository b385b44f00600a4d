// Prints rows as a table with a heading, numbers to the right.

export type Cell = string | number | null;

export function printTable(heading: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const lines = [heading, ...rows.map((row) => row.map(shown))];
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const numeric = heading.map((_, column) => rows.some((row) => typeof row[column] === "number"));
  for (const line of lines) {
    const cells = widths.map((width, column) => {
      const text = line[column] ?? "";
      return numeric[column] ? text.padStart(width) : text.padEnd(width);
    });
    console.log(`  ${cells.join("  ").trimEnd()}`);
  }
}

function shown(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  return cell >= 100 ? Math.round(cell).toLocaleString("en") : cell.toFixed(cell >= 10 ? 1 : 2);
}
