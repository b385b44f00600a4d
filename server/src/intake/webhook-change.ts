// What webhooks tell beside messages and their statuses: about templates, accounts, preferences. Rooms consume it.

import type { Tx } from "../kernel/db.ts";
import type { OtherChange } from "../transports/cloud-api/index.ts";

/** One change, and whose secret proved it: only senders under that webhook key may be spoken of. */
export type WebhookChange = OtherChange & { webhookKey: string; receivedAt: Date };

/** Who takes changes of these fields (the provider's names); several may take the same. */
export type WebhookConsumer = {
  name: string;
  fields: ReadonlySet<string>;
  /** Before anything else of the round, in a transaction of its own: for what people want of us. */
  first: boolean;
  /** Many at once, and more than once: a provider repeats itself. */
  consume(tx: Tx, changes: readonly WebhookChange[]): Promise<void>;
};

/** What each consumer gets of these changes; those that get nothing are missing. */
export function shareOut(
  consumers: readonly WebhookConsumer[],
  changes: readonly WebhookChange[],
): [WebhookConsumer, WebhookChange[]][] {
  return consumers.flatMap((consumer): [WebhookConsumer, WebhookChange[]][] => {
    const own = changes.filter(({ field }) => consumer.fields.has(field));
    return own.length === 0 ? [] : [[consumer, own]];
  });
}
