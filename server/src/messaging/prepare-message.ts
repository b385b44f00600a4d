// From a parsed request to a row: everything that can be refused is refused here, before anything is stored.

import type { MessageType, SendMessageRequest } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import type { Mode } from "../kernel/route.ts";
import type { NewMessage } from "./store/accept.ts";

/** What sending needs to know of a sender. */
export type SenderForSending = {
  id: string;
  shard: number;
  messageTypes: ReadonlySet<MessageType>;
};

export type Preparation = {
  tenantId: string;
  mode: Mode;
  sender: SenderForSending;
  /** E.164, already parsed. */
  recipient: string;
  id: string;
  now: Date;
};

const scheduleAheadMs = 366 * 24 * 3_600_000;

export function prepareMessage(request: SendMessageRequest, context: Preparation): NewMessage {
  const { sender, now } = context;
  const { message } = request;
  if (!sender.messageTypes.has(message.type)) {
    throw new AppError(
      "type_not_supported",
      `This sender's transport cannot send messages of type ${message.type}.`,
      {
        errors: [{ path: "/type", message: "is not supported by the sender's transport" }],
      },
    );
  }
  const dueAt = dueTime(request.send_at, now);
  const category = request.category ?? "utility";
  const ttl = request.ttl_seconds;
  return {
    tenant_id: context.tenantId,
    id: context.id,
    mode: context.mode,
    sender_id: sender.id,
    shard: sender.shard,
    recipient: context.recipient,
    class: classOf[category],
    category,
    type: message.type,
    body: message,
    status: dueAt > now ? "scheduled" : "queued",
    due_at: dueAt.toISOString(),
    expires_at: ttl === undefined ? null : new Date(dueAt.getTime() + ttl * 1_000).toISOString(),
    unknown_policy: request.unknown_policy ?? "once",
    client_reference: request.client_reference ?? null,
    metadata: request.metadata ?? null,
    created_at: now.toISOString(),
  };
}

/** Who overtakes whom: a login code is worthless late, an order update is awaited, an offer can wait. */
export const classOf = { authentication: 0, utility: 1, service: 1, marketing: 2 } as const;

/** A time that has passed means now: the caller's clock may run a little behind ours. */
function dueTime(sendAt: string | undefined, now: Date): Date {
  if (sendAt === undefined) return now;
  const at = new Date(sendAt);
  if (at.getTime() - now.getTime() > scheduleAheadMs) {
    throw new AppError("send_at_out_of_range", "A message can be scheduled at most one year ahead.", {
      errors: [{ path: "/send_at", message: "is more than one year ahead" }],
    });
  }
  return at > now ? at : now;
}
