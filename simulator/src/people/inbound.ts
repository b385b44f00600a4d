// A person writes to a business: the message is kept, the 24-hour window opens, and a webhook goes out.
import type { PhoneNumber } from "../business/index.ts";
import type { JsonObject } from "../json.ts";
import type { Network } from "../network.ts";
import { emitInbound } from "../webhooks/inbound.ts";

export type InboundMessage = {
  id: string;
  phone: number;
  number: number;
  at: number;
  type: string;
  content: unknown;
  context: JsonObject | undefined;
  /** The ad or post the person came from. */
  referral?: JsonObject | undefined;
  /** The business marked it (or a later one) as read. */
  readByBusiness: boolean;
  /** When the business last showed that it is typing an answer to it. */
  typingShownAt?: number;
  /** By the same person to the same number. */
  previous: InboundMessage | undefined;
};

export type Writing = {
  phone: number;
  number: PhoneNumber;
  type: string;
  content: unknown;
  context?: JsonObject;
  referral?: JsonObject;
};

/** Kept at most; the oldest contents are forgotten, their ids stay valid. */
const CONTENT_LIMIT = 200_000;

export function personWrites(
  network: Network,
  { phone, number, type, content, context, referral }: Writing,
): InboundMessage {
  const { people, clock, ledger } = network;
  const position = people.written.length;
  const { lastWritten } = people.know(phone);
  const message: InboundMessage = {
    id: ledger.wamids.of(position, phone, "in"),
    phone,
    number: number.index,
    at: clock.now(),
    type,
    content,
    context,
    referral,
    readByBusiness: false,
    previous: lastWritten.get(number.index),
  };
  people.written.push(message);
  const old = people.written[position - CONTENT_LIMIT];
  if (old) old.content = null;
  lastWritten.set(number.index, message);
  emitInbound(network, message);
  network.web.wrote(message);
  for (const gateway of network.gateways) gateway.wrote(message);
  return message;
}

/** The message a business means when it marks one as read or reacts to it. */
export function inboundById({ people, ledger }: Network, id: string): InboundMessage | undefined {
  const position = ledger.wamids.rowOf(id, "in");
  return position === undefined ? undefined : people.written[position];
}

/** WhatsApp marks all earlier messages of the same person with it. */
export function markAsRead(message: InboundMessage) {
  for (let each: InboundMessage | undefined = message; each && !each.readByBusiness; each = each.previous) {
    each.readByBusiness = true;
  }
}
