// POST /{phone-number-id}/marketing_messages: the Marketing Messages API (Meta: messages).
import type { Answer } from "../http/answer.ts";
import type { NumberCall } from "./call.ts";
import { GraphError } from "./graph-error.ts";
import { choiceAt, optionalFlagAt } from "./message/fields.ts";
import { bodyOf, sendMessage } from "./messages.ts";

export async function sendMarketing(call: NumberCall): Promise<Answer> {
  const body = await bodyOf(call);
  if (body.object["type"] !== "template") throw new GraphError(131055);
  if (body.object["product_policy"] !== undefined) {
    choiceAt(body, "product_policy", ["CLOUD_API_FALLBACK", "STRICT"]);
  }
  optionalFlagAt(body, "message_activity_sharing");
  return sendMessage(call, body, (content) => {
    if (content.category !== "marketing") throw new GraphError(134100);
    return { ...content, category: "marketing_lite" };
  });
}
