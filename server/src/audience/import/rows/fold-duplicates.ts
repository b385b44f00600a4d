// What becomes of rows with the same number: the first or the last of them counts, or they become one.

import type { AttributeValue } from "../../attributes/attribute.ts";
import { UnreadableFileError } from "../file/import-file.ts";
import type { Draft, Rejection } from "./draft.ts";
import type { PhoneIndex } from "./phone-index.ts";

export type DuplicateRule = "first" | "last" | "merge";

/** Whether it takes a look at the whole file to know which row counts. */
export function needsLook(rule: DuplicateRule): boolean {
  return rule !== "first";
}

/** Notes a good row: afterwards the index names, for each number, the row that counts. */
export function noteRow(index: PhoneIndex, { phone, row }: Draft, rule: DuplicateRule): void {
  if (rule !== "first" || index.rowOf(phone) === null) index.put(phone, row.number);
}

export type Folded = { draft: Draft } | { duplicate: Rejection } | { held: true };
export type Fold = (draft: Draft) => Folded;

/** Takes the good rows of a file in their order, once `index` knows what a look at all of them has told. */
export function createFold(index: PhoneIndex, rule: DuplicateRule): Fold {
  if (rule === "merge") return createMerge(index);
  return (draft) => {
    if (!needsLook(rule)) noteRow(index, draft, rule);
    return choose(draft, index.rowOf(draft.phone));
  };
}

function choose(draft: Draft, chosen: number | null): Folded {
  const { row, phone } = draft;
  if (chosen === null || chosen === row.number) return { draft };
  const words = `Row ${chosen} has the same number, ${phone}, and counts.`;
  return { duplicate: { row, reason: "duplicate", words } };
}

/** Held until the last one of its number has come. A row's text is not held, only what was read from it. */
const heldCharsMax = 48 * 1024 * 1024;

function createMerge(index: PhoneIndex): Fold {
  const held = new Map<string, Draft>();
  let chars = 0;
  return (draft) => {
    const { phone, row } = draft;
    const before = held.get(phone);
    const merged = before === undefined ? draft : merge(before, draft);
    if (index.rowOf(phone) === row.number) {
      if (before !== undefined) {
        held.delete(phone);
        chars -= weightOf(before);
      }
      return { draft: merged };
    }
    chars += weightOf(merged) - (before === undefined ? 0 : weightOf(before));
    if (chars > heldCharsMax) {
      const detail =
        "Too many rows of the same numbers are far apart: sort the file, or let the first row count.";
      throw new UnreadableFileError("too_many_held", detail);
    }
    held.set(phone, { ...merged, row: { number: row.number, cells: [] } });
    return { held: true };
  };
}

/** What the rows before say stays; what they leave out, later ones add; tags are all of them. */
function merge(first: Draft, then: Draft): Draft {
  return {
    row: then.row,
    phone: then.phone,
    name: first.name ?? then.name,
    language: first.language ?? then.language,
    timeZone: first.timeZone ?? then.timeZone,
    tags: [...new Set([...first.tags, ...then.tags])],
    attributes: { ...then.attributes, ...first.attributes },
  };
}

/** In characters, with what an object takes besides. */
function weightOf({ name, tags, attributes }: Draft): number {
  let weight = 200 + (name?.length ?? 0);
  for (const tag of tags) weight += tag.length + 16;
  for (const [key, value] of Object.entries(attributes)) weight += key.length + lengthOf(value) + 32;
  return weight;
}

/** A cell is a text, a number or a yes; what else an attribute can be does not come from one. */
function lengthOf(value: AttributeValue): number {
  return typeof value === "string" ? value.length : 8;
}
