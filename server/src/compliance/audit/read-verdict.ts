// Verifies a chain where it lies: reads it in pages, up to its head and against its seals.

import type { Tx } from "../../kernel/db.ts";
import { type ChainRow, noHash } from "./chain.ts";
import { isGenuine, type PublicKey } from "./signature.ts";
import { readBeyondHead, readChain, readChainOwners, readHead, readSeals } from "./store.ts";
import { createVerification, type Head, type Verdict } from "./verify.ts";

/** Runs one read where the rows are to be seen: each page is a transaction of its own. */
export type Read = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** What is appended meanwhile lies beyond the head that was read first, and is left for the next time. */
export async function readVerdict(
  read: Read,
  tenantId: string,
  trusted: readonly PublicKey[],
): Promise<Verdict> {
  const seals = await read((tx) => readSeals(tx, [tenantId]));
  const head = await read((tx) => headOf(tx, tenantId));
  const verification = createVerification({
    tenantId,
    seals,
    isGenuine: (seal) => isGenuine(trusted, tenantId, seal),
  });
  for await (const row of chainRows(read, tenantId, head)) if (!verification.take(row)) break;
  const verdict = verification.end(head);
  const [beyond] = verdict.ok ? await read((tx) => readBeyondHead(tx, [tenantId])) : [];
  if (!verdict.ok || beyond === undefined || beyond.number === null) return verdict;
  const why = "the chain ended before this entry";
  return { ...verdict, ok: false, firstBroken: { what: "inserted", number: beyond.number, why } };
}

/** Of a chain that nothing was appended to: before its first entry. */
export async function headOf(tx: Tx, tenantId: string): Promise<Head> {
  const [head] = await readHead(tx, [tenantId]);
  return head ?? { number: 0, hash: noHash };
}

const pageRows = 2_000;

/** Every chain there is, the platform's first. */
export async function chainOwners(tx: Tx): Promise<string[]> {
  return (await readChainOwners(tx, [])).map(({ tenant_id }) => tenant_id);
}

/** In order, up to the head. */
export async function* chainRows(read: Read, tenantId: string, { number }: Head): AsyncGenerator<ChainRow> {
  for (let after = 0; ;) {
    const from = after;
    const rows = await read((tx) => readChain(tx, [tenantId, from, number, pageRows]));
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = last.number;
  }
}
