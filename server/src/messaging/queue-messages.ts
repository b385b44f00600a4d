// Queues messages that a room above has made, many at once, in the transaction in which it notes that it did.

import type { Tx } from "../kernel/db.ts";
import { type AcceptedMessage, insertMessages, notifyShards } from "./store/accept.ts";
import { holdAccepted } from "./store/hold-template.ts";

/**
 * All or nothing: a message whose sender is not its tenant's or not its mode's fails the transaction. Whoever calls has
 * set them aside in the tenant's plan, and has asked the checks that requests are asked.
 */
export async function queueMessages(tx: Tx, messages: readonly AcceptedMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await insertMessages(tx, messages);
  await holdAccepted(tx, messages);
  await notifyShards(tx, new Set(messages.map(({ shard }) => shard)));
}
