// What a room answers for when a person asks for their data, or for its end: the seam between rooms and privacy. Pure.

import type { Tx } from "./db.ts";

/** One person of one tenant, by every name that is known of them. */
export type Person = {
  tenantId: string;
  /** Whoever was merged into them included. */
  contactIds: readonly string[];
  names: readonly PersonName[];
};

export type PersonName = {
  kind: "phone" | "lid" | "user_id";
  /** The business account in which a `user_id` holds; "" for all others. */
  scope: string;
  /** E.164 with "+", `<digits>@lid`, or the provider's id. */
  value: string;
  /** In hex: under which consent and suppressions are kept. */
  hash: string;
  /** What takes the name's place in rows that stay. */
  mark: string;
};

/** A room's answer for some tables. */
export type PersonalData = {
  name: string;
  /** Every table with tenants is named by one of these, or on the list of those without personal data. */
  tables: readonly string[];
  /** waypost_app sees the person's tenant and no other. The engine is for what belongs to no tenant. */
  role: "waypost_app" | "waypost_engine";
  /** In one transaction; each part is small enough to be held. */
  export(tx: Tx, person: Person): AsyncIterable<ExportPart>;
  /** One bite. Erasing what is erased changes nothing, so it may be killed and repeated at any point. */
  erase(tx: Tx, person: Person): Promise<Erased>;
};

export type ExportPart =
  | { kind: "records"; name: string; records: readonly object[] }
  | { kind: "file"; name: string; sha256: string; sizeBytes: number };

export type Erased = {
  /** Rows by table. */
  counts: Readonly<Record<string, number>>;
  /** There is another bite. */
  more: boolean;
  /** What has to happen first, by somebody else; null when nothing has. */
  waitsFor: string | null;
};

/** For tables whose content is exported with something else, or is none of the person's own. */
export async function* noParts(): AsyncGenerator<ExportPart> {
  yield* [];
}

const prefix = "erased:";

/** `country`: of a number, because what was sent to which country is counted and charged. */
export function markOf(keyed: string, country: string | null): string {
  return `${prefix}${country ?? "ZZ"}:${keyed.slice(0, 40)}`;
}

/** The country that a person's mark has kept; null for what is no mark of a number. */
export function countryOfMark(text: string): string | null {
  const country = /^erased:([A-Z]{2}):/.exec(text)?.[1] ?? "ZZ";
  return country === "ZZ" ? null : country;
}

/** Whether a recipient, a reference or a provider's id stands for one that was erased. */
export function isErased(text: string): boolean {
  return text.startsWith(prefix);
}

export function valuesOf({ names }: Person, ...kinds: readonly PersonName["kind"][]): string[] {
  const of = kinds.length === 0 ? names : names.filter(({ kind }) => kinds.includes(kind));
  return [...new Set(of.map(({ value }) => value))];
}

/** What gives the person away inside texts that are not ours: the digits of their names, also as wamids spell them. */
export function needlesOf(person: Person): string[] {
  return [...new Set(person.names.flatMap(needlesIn))].filter((needle) => needle.length >= 6);
}

/**
 * Meta's message ids are base64 of bytes in which the number begins at the fourth (`wamid.HBg…`), so its digits are
 * groups of their own there; the last ones share theirs with what follows.
 */
function needlesIn({ kind, value }: PersonName): string[] {
  if (kind === "user_id") return [value];
  const digits = value.replaceAll(/\D/g, "");
  if (kind === "lid") return [digits];
  const whole = digits.length - (digits.length % 3);
  return [digits, Buffer.from(digits.slice(0, whole)).toString("base64")];
}

/** Pages of a statement as parts of one name: `read` is given the id the page comes after. */
export async function* recordsOf(
  name: string,
  read: (after: string | null) => Promise<readonly { id: string; record: object }[]>,
): AsyncGenerator<ExportPart> {
  for (let after: string | null = null; ;) {
    // oxlint-disable-next-line no-await-in-loop -- a page follows the one before
    const rows: readonly { id: string; record: object }[] = await read(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield { kind: "records", name, records: rows.map(({ record }) => record) };
    after = last.id;
  }
}
