// Marks an inbound message, and all earlier ones of that person, as read; may show typing (Meta: messages).
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { inboundById, markAsRead } from "../people/inbound.ts";
import type { NumberCall } from "./call.ts";
import { badParameter, GraphError } from "./graph-error.ts";
import { choiceAt, optionalObjectAt, textAt } from "./message/fields.ts";
import type { Spot } from "./message/fields.ts";

const DAYS_30_MS = 30 * 86_400_000;

export function markRead({ network, target: number }: NumberCall, body: Spot): Answer {
  choiceAt(body, "status", ["read"]);
  const message = inboundById(network, textAt(body, "message_id", { max: 128 }));
  if (!message || message.number !== number.index || network.clock.now() - message.at > DAYS_30_MS) {
    throw new GraphError(131009, { details: "Message ID is invalid." });
  }
  const typing = optionalObjectAt(body, "typing_indicator");
  if (typing && typing.object["type"] !== "text")
    throw badParameter("Param typing_indicator['type'] must be text.");
  markAsRead(message);
  if (typing) message.typingShownAt = network.clock.now();
  return reply({ success: true });
}
