// Hears what webhooks tell of numbers and accounts.

import type { Tx } from "../kernel/db.ts";
import { type OtherChange, readAccountChanges } from "../transports/cloud-api/index.ts";
import { applyAccountEvents } from "./apply-account-events.ts";
import type { LaneChange } from "./apply-facts.ts";

/** A change of a webhook, whose secret proved it, and when it came. */
type ProvedChange = OtherChange & { webhookKey: string; receivedAt: Date };

/** Meta's fields about accounts; people's preferences are taken by who keeps consent. */
const fields: ReadonlySet<string> = new Set([
  "phone_number_quality_update",
  "phone_number_name_update",
  "account_update",
  "account_review_update",
  "account_alerts",
  "business_capability_update",
  "security",
]);

/** `onChange` hears, within the transaction, what became of lanes. It locks senders, so nothing of it comes first. */
export function accountConsumer(deps: {
  now(): Date;
  onChange?(tx: Tx, changes: readonly LaneChange[]): Promise<void>;
}) {
  return {
    name: "accounts",
    fields,
    first: false,
    consume: async (tx: Tx, changes: readonly ProvedChange[]): Promise<void> => {
      const signed = changes.flatMap((change) =>
        readAccountChanges([change], change.receivedAt).events.map((event) => ({
          webhookKey: change.webhookKey,
          event,
        })),
      );
      const changed = await applyAccountEvents(tx, signed, deps.now());
      if (changed.length > 0) await deps.onChange?.(tx, changed);
    },
  };
}
