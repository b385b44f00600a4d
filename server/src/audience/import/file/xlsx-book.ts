// What a workbook says of its sheets: in which order, where they are, and from which day it counts.

import type { Readable } from "node:stream";
import { readXml } from "./xml-events.ts";

export type Sheet = { relation: string; hidden: boolean };

/** `since1904`: old Macs counted days from another one. */
export async function readSheets(stream: Readable): Promise<{ sheets: Sheet[]; since1904: boolean }> {
  const sheets: Sheet[] = [];
  let since1904 = false;
  await readXml(stream, {
    open: (name, attributes) => {
      if (name === "workbookPr") since1904 = /^(1|true)$/.test(attributes["date1904"] ?? "");
      if (name !== "sheet" || sheets.length >= sheetsMax) return;
      const relation = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1] ?? "";
      sheets.push({ relation, hidden: /hidden/i.test(attributes["state"] ?? "") });
    },
  });
  return { sheets, since1904 };
}

const sheetsMax = 1_000;

/** Paths below `xl/`, or from the root, by their ids. */
export async function readRelations(stream: Readable | null): Promise<Map<string, string>> {
  const relations = new Map<string, string>();
  if (stream === null) return relations;
  await readXml(stream, {
    open: (name, attributes) => {
      if (name !== "Relationship" || relations.size >= sheetsMax * 10) return;
      relations.set(attributes["Id"] ?? "", attributes["Target"] ?? "");
    },
  });
  return relations;
}
