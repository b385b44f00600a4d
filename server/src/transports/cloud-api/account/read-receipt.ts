// Marks a message of a person's as read, and shows that somebody is typing (Cloud API, "Mark messages as read").

import type { ReadMessage, TransportError } from "../../transport.ts";
import type { GraphLine, GraphPlace } from "./line.ts";

/** Typing shows until the answer comes, for 25 seconds at most; both work for 30 days after the message. */
export async function markRead(
  line: GraphLine,
  { phoneNumberId }: Pick<GraphPlace, "phoneNumberId">,
  { providerMessageId, typing }: ReadMessage,
): Promise<TransportError | null> {
  const body = {
    messaging_product: "whatsapp",
    status: "read",
    message_id: providerMessageId,
    ...(typing ? { typing_indicator: { type: "text" } } : {}),
  };
  const answer = await line({ method: "POST", edge: `${phoneNumberId}/messages`, body });
  return answer.ok ? null : answer.error;
}
