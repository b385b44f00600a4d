// What many rows about people change of each of them, by the tenant's rules about what may be overwritten: pure.

import type { AttributeValue } from "../attributes/attribute.ts";

/** `empty`: only where the person has nothing there. Of somebody new all is written, whatever the rule. */
export type Overwrite = "never" | "empty" | "always";

export type ContactInput = {
  /** E.164 with "+", parsed already. */
  phone: string;
  /** Absent leaves a field as it is; null takes it away where the rule is `always`. */
  name?: string | null | undefined;
  language?: string | null | undefined;
  timeZone?: string | null | undefined;
  /** Checked already (attributes/check-attributes.ts). */
  attributes?: Readonly<Record<string, AttributeValue | null>> | undefined;
  /** Normalised already (tags/tag.ts); they are added, and none is taken away. */
  tags?: readonly string[] | undefined;
};

export type UpsertRules = {
  overwrite: Readonly<Record<Field | "attributes", Overwrite>>;
  /** Exceptions from the rule of attributes, by their names. */
  overwriteAttribute?: Readonly<Record<string, Overwrite>>;
  /** For all rows. */
  tags: readonly string[];
  /** To which all are added; uuids of lists that are there. */
  listIds: readonly string[];
  /** Who says that these people are there: the evidence beside their numbers. */
  evidence: string;
  at: Date;
};

const fields = ["name", "language", "timeZone"] as const;
type Field = (typeof fields)[number];

type Attributes = Record<string, AttributeValue>;

export type ContactToCreate = {
  id: string;
  phone: string;
  name: string | null;
  language: string | null;
  timeZone: string | null;
  attributes: Attributes;
  /** Sorted. */
  tags: string[];
};

export type ContactToUpdate = {
  id: string;
  /** Whatever the person has; null takes away. */
  set: Partial<Record<Field, string | null>>;
  /** Where the person has nothing. */
  fill: Partial<Record<Field, string>>;
  setAttributes: Record<string, AttributeValue | null>;
  fillAttributes: Attributes;
  tags: string[];
};

export type Changes = { created: ContactToCreate[]; updated: ContactToUpdate[] };

/** `contactIds`: whom each row is about; `created`: which of them are new. Rows about one person count in order. */
export function foldRows(
  rows: readonly ContactInput[],
  contactIds: readonly string[],
  created: ReadonlySet<string>,
  rules: UpsertRules,
): Changes {
  const fresh = new Map<string, ContactToCreate>();
  const known = new Map<string, ContactToUpdate>();
  rows.forEach((row, index) => {
    const id = contactIds[index] ?? "";
    if (created.has(id)) fresh.set(id, createdBy(row, id, fresh.get(id), rules));
    else known.set(id, updatedBy(row, id, known.get(id), rules));
  });
  return { created: [...fresh.values()], updated: [...known.values()] };
}

function createdBy(
  row: ContactInput,
  id: string,
  before: ContactToCreate | undefined,
  rules: UpsertRules,
): ContactToCreate {
  const contact = before ?? {
    id,
    phone: row.phone,
    name: null,
    language: null,
    timeZone: null,
    attributes: {},
    tags: [],
  };
  for (const field of fields) {
    const value = row[field];
    if (value === undefined) continue;
    if (contact[field] === null || rules.overwrite[field] === "always") contact[field] = value;
  }
  for (const [name, value] of Object.entries(row.attributes ?? {})) {
    const isFree = !Object.hasOwn(contact.attributes, name);
    if (!isFree && ruleOf(rules, name) !== "always") continue;
    if (value === null) delete contact.attributes[name];
    else contact.attributes[name] = value;
  }
  contact.tags = unitedTags(contact.tags, row.tags, rules.tags);
  return contact;
}

function updatedBy(
  row: ContactInput,
  id: string,
  before: ContactToUpdate | undefined,
  rules: UpsertRules,
): ContactToUpdate {
  const change = before ?? { id, set: {}, fill: {}, setAttributes: {}, fillAttributes: {}, tags: [] };
  for (const field of fields) {
    const value = row[field];
    if (value === undefined) continue;
    if (rules.overwrite[field] === "always") change.set[field] = value;
    else if (rules.overwrite[field] === "empty" && value !== null) change.fill[field] ??= value;
  }
  for (const [name, value] of Object.entries(row.attributes ?? {})) {
    const rule = ruleOf(rules, name);
    if (rule === "always") change.setAttributes[name] = value;
    else if (rule === "empty" && value !== null && !Object.hasOwn(change.fillAttributes, name))
      change.fillAttributes[name] = value;
  }
  change.tags = unitedTags(change.tags, row.tags, rules.tags);
  return change;
}

function ruleOf({ overwrite, overwriteAttribute = {} }: UpsertRules, name: string): Overwrite {
  return Object.hasOwn(overwriteAttribute, name)
    ? (overwriteAttribute[name] ?? overwrite.attributes)
    : overwrite.attributes;
}

/** In byte order, as the database keeps them. */
function unitedTags(
  before: readonly string[],
  own: readonly string[] = [],
  all: readonly string[] = [],
): string[] {
  if (own.length === 0 && (all.length === 0 || before.length > 0)) return [...before];
  return [...new Set([...before, ...own, ...all])].toSorted();
}
