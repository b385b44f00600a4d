// Judges one row by itself: whom it means and what it says of them, or why it is refused. Pure.

import { readPhoneCell } from "../../../kernel/phone-cell.ts";
import type { Row } from "../file/import-file.ts";
import type { Target } from "../mapping/target.ts";
import { cellLimits, type Read, readLanguage, readName, readTags, readTimeZone } from "./cell-values.ts";
import type { Draft, Judgement } from "./draft.ts";

export type Rules = {
  /** By place in the row. */
  targets: readonly Target[];
  country: string | null;
  /** Whether a row may have fewer cells than the header: spreadsheets leave out the empty ones at its end. */
  mayEndEarly: boolean;
  /** What the tenant says attributes are, applied to the texts of one row by their names. */
  readAttributes(texts: Readonly<Record<string, string>>): Read<Draft["attributes"]>;
};

export function judgeRow(row: Row, rules: Rules): Judgement {
  const wrong = wrongLength(row, rules);
  if (wrong !== null) return { rejection: { row, reason: "wrong_number_of_cells", words: wrong } };
  const draft: Writable = { row, phone: "", ...nothing(), tags: [], attributes: {} };
  const texts: Record<string, string> = {};
  for (const [place, target] of rules.targets.entries()) {
    const text = (row.cells[place] ?? "").trim();
    // A cell without text is a thing the row does not say; without a number it says nothing.
    if (text === "" && target.kind !== "phone") continue;
    if (target.kind === "attribute") {
      texts[target.name] = text;
      continue;
    }
    const read = readInto(draft, target.kind, text, rules);
    if (!read.ok) return { rejection: { row, reason: read.reason, words: read.words } };
  }
  const attributes = rules.readAttributes(texts);
  if (!attributes.ok) return { rejection: { row, reason: attributes.reason, words: attributes.words } };
  return { draft: { ...draft, attributes: attributes.value } };
}

type Writable = { -readonly [Key in keyof Draft]: Draft[Key] };

function nothing(): Pick<Draft, "name" | "language" | "timeZone"> {
  return { name: null, language: null, timeZone: null };
}

/**
 * Such a row has lost a quotation mark or gained a separator, and its cells stand under the wrong names.
 * Empty cells at its end do no harm.
 */
function wrongLength({ cells }: Row, { targets, mayEndEarly }: Rules): string | null {
  const isShort = !mayEndEarly && cells.length < targets.length;
  const beyond = cells.slice(targets.length).some((cell) => cell.trim() !== "");
  if (!isShort && !beyond) return null;
  return `The row has ${cells.length} cells, the header ${targets.length}: is a quotation mark missing?`;
}

const done: Read<null> = { ok: true, value: null };

type Plain = Exclude<Target["kind"], "attribute">;

function readInto(draft: Writable, kind: Plain, text: string, rules: Rules): Read<unknown> {
  switch (kind) {
    case "phone": {
      const phone = readPhoneCell(text, rules.country);
      if (phone.ok) draft.phone = phone.e164;
      return phone.ok ? done : phone;
    }
    case "name":
      // First and last name may be columns of their own.
      return taken(
        readName(draft.name === null ? text : `${draft.name} ${text}`),
        (name) => (draft.name = name),
      );
    case "language":
      return taken(readLanguage(text), (language) => (draft.language = language));
    case "time_zone":
      return taken(readTimeZone(text), (zone) => (draft.timeZone = zone));
    case "tags":
      return taken(readTags(text), (tags) => (draft.tags = [...new Set([...draft.tags, ...tags])]));
    case "ignore":
      return done;
  }
}

function taken<Value>(read: Read<Value>, take: (value: Value) => void): Read<Value> {
  if (read.ok) take(read.value);
  return read;
}

/** With those that every contact of the import gets; a row that has its fill already is refused, not cut. */
export function withTags(draft: Draft, more: readonly string[]): Judgement {
  if (more.length === 0) return { draft };
  const tags = [...new Set([...draft.tags, ...more])];
  if (tags.length <= cellLimits.tags) return { draft: { ...draft, tags } };
  const words = `The row has more than ${cellLimits.tags} tags.`;
  return { rejection: { row: draft.row, reason: "too_many_tags", words } };
}
