// When something became of a message, and which statuses say that it did.

import type { SegmentEvent } from "@waypost/contract";
import type { Values } from "./values.ts";

export type MessageEvent = Exclude<SegmentEvent, "replied" | "clicked">;

/** Who has read it has received it, whether or not anybody said so. */
export function statusesOf(event: MessageEvent): readonly string[] {
  return statuses[event];
}

const statuses: Readonly<Record<MessageEvent, readonly string[]>> = {
  sent: ["sent", "delivered", "read", "played"],
  delivered: ["delivered", "read", "played"],
  read: ["read", "played"],
  failed: ["failed"],
};

/**
 * Of the message `m`: the first proof of it or of what comes after; of a failure, the last. Where nothing is left that
 * tells, when the message last changed.
 */
export function momentOf(event: MessageEvent): string {
  const told = (aggregate: string): string => `(select ${aggregate}(e.at) from evidence e
    where e.tenant_id = m.tenant_id and e.message_id = m.id
      and e.type in (${statuses[event].map((status) => `'${status}'`).join(", ")}))`;
  const tried = (aggregate: string, ended: string): string => `(select ${aggregate}(t.ended_at) from attempt t
    where t.tenant_id = m.tenant_id and t.message_id = m.id and ${ended})`;
  if (event === "sent")
    return `coalesce(least(${told("min")}, ${tried("min", "t.state = 'accepted'")}), m.updated_at)`;
  if (event === "failed")
    return `coalesce(${told("max")}, ${tried("max", "t.ended_at is not null")}, m.updated_at)`;
  return `coalesce(${told("min")}, m.updated_at)`;
}

export function instantSql(at: Date, values: Values): string {
  return values.bind(at.toISOString(), "timestamptz");
}
