// Days and times as a workbook keeps them: a number of days, and a style that says it is one.

import type { Readable } from "node:stream";
import { readXml } from "./xml-events.ts";

/** ECMA-376 part 1, §18.8.30: the built-in formats that show days or times, in any language. */
const builtIn: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 50, 51, 52, 53, 54,
  55, 56, 57, 58,
]);
const stylesMax = 100_000;

/** For each style of cells, whether it shows a date. */
export async function readDateStyles(stream: Readable | null): Promise<boolean[]> {
  const own = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  if (stream === null) return styles;
  await readXml(stream, {
    open: (name, attributes) => {
      if (name === "cellXfs") inCells = true;
      if (name === "numFmt" && own.size < stylesMax) {
        own.set(Number(attributes["numFmtId"]), isDateFormat(attributes["formatCode"] ?? ""));
      }
      if (name !== "xf" || !inCells || styles.length >= stylesMax) return;
      const format = Number(attributes["numFmtId"] ?? 0);
      styles.push(own.get(format) ?? builtIn.has(format));
    },
    close: (name) => {
      if (name === "cellXfs") inCells = false;
    },
  });
  return styles;
}

/** What is quoted, escaped or a color is not the format. */
function isDateFormat(code: string): boolean {
  return /[ymdhs]/i.test(code.slice(0, 500).replaceAll(/"[^"]*"|\\.|_.|\[(?![hms]+\])[^\]]*\]/gi, ""));
}

const dayMs = 86_400_000;

/** A day, a day with its time, or a time alone, as ISO 8601 writes them; null for what is no day of ours. */
export function dateText(days: number, since1904: boolean): string | null {
  if (!(days >= 0 && days < 2_958_466)) return null;
  const ms = Math.round(days * 86_400) * 1_000;
  if (days < 1) return new Date(ms).toISOString().slice(11, 19);
  // Excel believes that 1900 was a leap year, so that its first two months are a day off.
  const start = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const iso = new Date(start + ms).toISOString();
  return ms % dayMs === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}
