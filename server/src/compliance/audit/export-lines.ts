// A chain as a file: JSON lines that can be verified anywhere, with the seals first and the head last.

import { canonicalJson } from "../../kernel/fingerprint.ts";
import type { ChainRow } from "./chain.ts";
import { chainRows, headOf, type Read } from "./read-verdict.ts";
import { isGenuine, type PublicKey } from "./signature.ts";
import { readSeals } from "./store.ts";
import { createVerification, type Head, type Seal, type Verdict } from "./verify.ts";

/** `type` tells the lines apart: `audit`, then `seal`s, `entry`s in order, and `end`. */
export async function* exportLines(
  read: Read,
  tenantId: string,
  trusted: readonly PublicKey[],
): AsyncGenerator<string> {
  const seals = await read((tx) => readSeals(tx, [tenantId]));
  const head = await read((tx) => headOf(tx, tenantId));
  const keys = trusted.map(({ text }) => text);
  yield line({ type: "audit", format: 1, tenant: tenantId, keys });
  for (const seal of seals) yield line({ type: "seal", ...seal });
  for await (const row of chainRows(read, tenantId, head)) {
    yield line({ type: "entry", ...row, detail: JSON.parse(row.detail) });
  }
  yield line({ type: "end", ...head });
}

export type FileVerdict = { tenantId: string; verdict: Verdict };

/** `trusted`: null believes the keys that the file itself names, which shows damage and no forgery. */
export async function verifyLines(
  lines: AsyncIterable<string>,
  trusted: readonly PublicKey[] | null,
  readKey: (text: string) => PublicKey | null,
): Promise<FileVerdict> {
  const seals: Seal[] = [];
  let begun: { tenantId: string; keys: readonly PublicKey[] } | null = null;
  let verification: ReturnType<typeof createVerification> | null = null;
  let end: Head | null = null;
  for await (const text of lines) {
    const told = parse(text);
    if (told.type === "audit") {
      begun = { tenantId: told.tenant, keys: trusted ?? told.keys.flatMap((key) => readKey(key) ?? []) };
    } else if (told.type === "seal") seals.push(told);
    else if (told.type === "end") end = told;
    else {
      verification ??= begin(begun, seals);
      if (!verification.take({ ...told, detail: canonicalJson(told.detail) })) break;
    }
  }
  verification ??= begin(begun, seals);
  return { tenantId: begun?.tenantId ?? "", verdict: verification.end(end) };
}

type Line =
  | { type: "audit"; tenant: string; keys: readonly string[] }
  | ({ type: "seal" } & Seal)
  | ({ type: "entry" } & Omit<ChainRow, "detail"> & { detail: unknown })
  | ({ type: "end" } & Head);

export class NotAnExportError extends Error {
  constructor() {
    super("This is no export of the audit log.");
    this.name = "NotAnExportError";
  }
}

function begin(
  begun: { tenantId: string; keys: readonly PublicKey[] } | null,
  seals: readonly Seal[],
): ReturnType<typeof createVerification> {
  if (begun === null) throw new NotAnExportError();
  const { tenantId, keys } = begun;
  return createVerification({ tenantId, seals, isGenuine: (seal) => isGenuine(keys, tenantId, seal) });
}

function parse(text: string): Line {
  try {
    const value = JSON.parse(text) as Line | null;
    if (value !== null && ["audit", "seal", "entry", "end"].includes(value.type)) return value;
  } catch {
    // Said below, like everything else that is no line of ours.
  }
  throw new NotAnExportError();
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
