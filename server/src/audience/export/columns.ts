// The columns of a contact export: which there are, which were asked for, and what stands in each. Pure.

import { AppError } from "../../kernel/errors.ts";
import { presentId } from "../../kernel/ids.ts";
import { safeCell } from "../../kernel/csv-cell.ts";
import type { AttributeDefinition } from "../attributes/attribute.ts";
import type { ExportRow } from "../store/export.ts";

export type Column = { title: string; cellOf(row: ExportRow): string };

const own: Readonly<Record<string, (row: ExportRow) => string>> = {
  id: ({ id }) => presentId("con", id),
  phone: ({ lead_phone }) => lead_phone ?? "",
  name: ({ name }) => name ?? "",
  profile_name: ({ profile_name }) => profile_name ?? "",
  language: ({ language }) => language ?? "",
  time_zone: ({ time_zone }) => time_zone ?? "",
  tags: ({ tags }) => tags.join(","),
  suppressed: ({ suppressed }) => suppressed.join(","),
  created_at: ({ created_at }) => created_at.toISOString(),
  updated_at: ({ updated_at }) => updated_at.toISOString(),
  attributes: ({ attributes }) => (Object.keys(attributes).length === 0 ? "" : JSON.stringify(attributes)),
};

const attributePrefix = "attributes.";

/** `asked` absent: all of ours, and each attribute that is defined instead of all as one document. */
export function readColumns(
  asked: string | undefined,
  definitions: readonly Pick<AttributeDefinition, "name">[],
): Column[] {
  const usual = [
    ...Object.keys(own).filter((name) => name !== "attributes"),
    ...definitions.map(({ name }) => attributePrefix + name),
  ];
  const names = asked === undefined ? usual : asked.split(",").map((name) => name.trim());
  return names.map(columnNamed);
}

function columnNamed(name: string): Column {
  const cellOf = Object.hasOwn(own, name) ? own[name] : undefined;
  if (cellOf !== undefined) return { title: name, cellOf };
  if (name.startsWith(attributePrefix) && name.length > attributePrefix.length) {
    const attribute = name.slice(attributePrefix.length);
    return { title: name, cellOf: ({ attributes }) => cellOfValue(attributes[attribute]) };
  }
  throw new AppError("invalid_request", "There is no such column.", {
    errors: [
      { path: "query.columns", message: `knows ${Object.keys(own).join(", ")} and ${attributePrefix}<name>` },
    ],
  });
}

function cellOfValue(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** RFC 4180, and no cell that a spreadsheet would run. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(",")}\r\n`;
}

function quoted(cell: string): string {
  const text = safeCell(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
