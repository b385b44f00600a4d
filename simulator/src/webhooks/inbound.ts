// Webhooks about what people do: messages they write and their marketing preference (Meta: webhooks).
import { callbackFor } from "../business/index.ts";
import type { PhoneNumber } from "../business/index.ts";
import type { Network } from "../network.ts";
import type { InboundMessage } from "../people/inbound.ts";
import { present } from "../present.ts";
import { userIdOf } from "../people/user-id.ts";
import { contactOf } from "./status.ts";

export function emitInbound(network: Network, message: InboundMessage) {
  const number = present(network.business.numbers[message.number], "number written to");
  const callback = callbackFor(network.business, number.account, number);
  if (!callback) return;
  const { phone, id, type, content, context, referral, at } = message;
  const userId = userIdOf(phone);
  const json = JSON.stringify({
    ...(context && { context }),
    ...(referral && { referral }),
    from: String(phone),
    from_user_id: userId,
    id,
    timestamp: seconds(at),
    type,
    [type]: content,
  });
  const contact = contactOf(phone, userId);
  network.webhooks.push(callback, {
    account: number.account.id,
    number,
    field: "messages",
    kind: "messages",
    contact,
    json,
  });
}

export function emitPreference(
  network: Network,
  phone: number,
  number: PhoneNumber,
  value: "stop" | "resume",
) {
  const callback = callbackFor(network.business, number.account, number);
  if (!callback) return;
  const json = JSON.stringify({
    wa_id: String(phone),
    user_id: userIdOf(phone),
    detail: `User requested to ${value} marketing messages`,
    category: "marketing_messages",
    value,
    timestamp: Math.floor(network.clock.now() / 1000),
  });
  network.webhooks.push(callback, {
    account: number.account.id,
    number,
    field: "user_preferences",
    kind: "user_preferences",
    contact: contactOf(phone, userIdOf(phone)),
    json,
  });
}

function seconds(at: number): string {
  return String(Math.floor(at / 1000));
}
