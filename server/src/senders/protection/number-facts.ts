// Reads what is remembered of many numbers at once, for whoever decides about their messages.

import type { Tx } from "../../kernel/db.ts";
import { dayOf } from "./day.ts";
import type { NumberFacts } from "./facts.ts";
import { factsOf } from "./standings-of.ts";
import { readFacts, readTexts } from "./store/read.ts";

export type NumberKey = { tenantId: string; senderId: string; zone: string };

export type Remembered = {
  facts: NumberFacts;
  /** How many people got a text today, by its fingerprint; rare ones are missing. */
  texts: Map<string, number>;
};

/** By sender id. */
export async function readRemembered(
  tx: Tx,
  numbers: readonly NumberKey[],
  now: Date,
): Promise<Map<string, Remembered>> {
  if (numbers.length === 0) return new Map();
  const keys = numbers.map(({ tenantId, senderId, zone }) => ({
    tenant_id: tenantId,
    sender_id: senderId,
    day: dayOf(now, zone),
  }));
  const facts = await readFacts(tx, keys);
  const texts = await readTexts(tx, keys);
  const remembered = new Map<string, Remembered>(
    facts.map((row) => [row.sender_id, { facts: factsOf(row), texts: new Map() }]),
  );
  for (const { sender_id: id, fingerprint, people } of texts) {
    remembered.get(id)?.texts.set(fingerprint, people);
  }
  return remembered;
}
