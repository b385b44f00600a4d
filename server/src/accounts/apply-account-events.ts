// Applies Meta's account webhooks: finds whose numbers they speak of, and takes in what they say.

import type { Tx } from "../kernel/db.ts";
import type { AccountEvent } from "../transports/cloud-api/index.ts";
import { applyFacts, type Heard, type LaneChange } from "./apply-facts.ts";
import { findObjects } from "./store/numbers.ts";

/** An event with the fingerprint of the secret that signed it: an app speaks of its own accounts only. */
export type SignedAccountEvent = { webhookKey: string; event: AccountEvent };

/**
 * Under the engine's role, last in the caller's transaction. Idempotent, and any order of events ends in the same
 * place; an event about an account nobody here has is passed over. Answers what became of the lanes.
 */
export async function applyAccountEvents(
  tx: Tx,
  signed: readonly SignedAccountEvent[],
  now: Date,
): Promise<LaneChange[]> {
  if (signed.length === 0) return [];
  const found = await findObjects(
    tx,
    signed.map(({ webhookKey, event: { wabaId, number } }, index) => ({
      index,
      webhook_key: webhookKey,
      waba_id: wabaId,
      phone_number_id: number !== null && "phoneNumberId" in number ? number.phoneNumberId : null,
      address: number !== null && "address" in number ? number.address : null,
    })),
  );
  const heard = found
    .toSorted((a, b) => a.index - b.index)
    .flatMap(({ index, tenant_id, mode, object }): Heard[] => {
      const event = signed[index]?.event;
      if (event === undefined) return [];
      const at = new Date(event.at.getTime() + restOfSecondMs);
      return [{ tenant_id, mode, object, source: "webhook", at, said: event.said }];
    });
  return applyFacts(tx, heard, now);
}

/**
 * Meta tells time in whole seconds. Its news of a second is taken to be of the end of it, or what we were answered
 * earlier in the same second would pass for newer.
 */
const restOfSecondMs = 999;
