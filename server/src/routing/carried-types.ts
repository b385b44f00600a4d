// Which message types each transport carries, for those who decide without loading its driver.

import { messageTypes, type MessageType, type TransportName } from "@waypost/contract";

const every: ReadonlySet<MessageType> = new Set(messageTypes);
/** Templates are Meta's; a phone's own app has none. */
const onPhone: ReadonlySet<MessageType> = new Set(messageTypes.filter((type) => type !== "template"));

const carried: Readonly<Record<TransportName, ReadonlySet<MessageType>>> = {
  cloud_api: every,
  dialog360: every,
  sandbox: every,
  whatsapp_web: onPhone,
  waha: onPhone,
  wasender: new Set([...onPhone].filter((type) => type !== "reaction")),
};

export function carriedTypes(transport: TransportName): ReadonlySet<MessageType> {
  return carried[transport];
}
