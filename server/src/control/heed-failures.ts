// What a provider's late failure says about more than its message: the number stands still, the person is left alone.

import { keepWithheld } from "../accounts/index.ts";
import type { Tx } from "../kernel/db.ts";
import type { Failure } from "../messaging/index.ts";
import { type StopRow, stopSenders } from "../senders/index.ts";

export async function heedFailures(tx: Tx, failures: readonly Failure[]): Promise<void> {
  await keepWithheld(
    tx,
    failures.flatMap(({ tenant_id: tenantId, recipient: person, event }) =>
      event.error.code === "marketing_capped" ? [{ tenantId, person, at: event.at }] : [],
    ),
  );
  await stopSenders(tx, failures.flatMap(stopOf));
}

function stopOf({ tenant_id, sender_id, event }: Failure): StopRow[] {
  const { blocks, error, at } = event;
  if (blocks?.scope !== "sender") return [];
  return [{ tenant_id, sender_id, reason: error.code, after_ms: blocks.afterMs, at: at.toISOString() }];
}
