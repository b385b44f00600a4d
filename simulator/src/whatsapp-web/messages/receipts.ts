// Receipts both ways: what people's phones tell about a business's messages, and its devices about people's.
import { getBinaryNodeChild, getBinaryNodeChildren, S_WHATSAPP_NET } from "baileys";
import type { BinaryNode } from "baileys";
import { entry } from "../../ledger/index.ts";
import { markAsRead } from "../../people/inbound.ts";
import type { Status } from "../../webhooks/status.ts";
import { deviceOf } from "../account.ts";
import { jid, partyOf } from "../addresses.ts";
import { deliver, lidOf } from "../linked-device.ts";
import type { LinkedDevice } from "../linked-device.ts";
import { attribute, node, seconds } from "../protocol/stanza.ts";
import type { Web } from "../web.ts";
import { sendAgain } from "./from-phone.ts";

/** The server's ack stands for `sent`; there is no receipt for failing. */
const TYPES: Partial<Record<Status, string | undefined>> = {
  delivered: undefined,
  read: "read",
  played: "played",
};

/** A person's phone tells what became of a message: to every device of the account. */
export function receiptOf(web: Web, row: number, status: Status) {
  if (!(status in TYPES)) return;
  const { ledger, clock, business } = web.network;
  const phone = ledger.rows.phone.get(row);
  const number = business.numbers[ledger.rows.number.get(row)];
  const account = web.accounts.get(Number(number?.digits));
  const addressing = entry.has(ledger, row, "userId") ? "lid" : "pn";
  const attributes = {
    id: entry.id(ledger, row),
    from: jid(phone, addressing),
    t: seconds(clock.now()),
    type: TYPES[status],
  };
  for (const device of account?.devices ?? []) deliver(device, node("receipt", attributes));
}

/** A linked device tells about a message it was given. */
export function takeReceipt(web: Web, device: LinkedDevice, stanza: BinaryNode) {
  const { to, type, participant } = stanza.attrs;
  const id = attribute(stanza, "id");
  device.connection?.send(node("ack", { class: "receipt", id, from: to ?? S_WHATSAPP_NET, type }));
  const party = partyOf(participant ?? to);
  if (type === "retry") {
    device.mailbox.awaitAgain(id);
    if (party?.device === 0) return sendAgain(web, device, { phone: party.phone, id, stanza });
    return passOn(web, device, stanza);
  }
  for (const each of [id, ...listed(stanza)]) {
    device.mailbox.confirm({ kind: "message", id: each, type: undefined, refused: false });
    if (type === "read") markWritten(web, each);
  }
}

function markWritten({ network: { ledger, people } }: Web, id: string) {
  const position = ledger.wamids.rowOfStanza(id);
  const message = position === undefined ? undefined : people.written[position];
  if (message) markAsRead(message);
}

/** Between devices: they settle a failed message among themselves. */
function passOn(web: Web, from: LinkedDevice, { attrs, content }: BinaryNode) {
  const party = partyOf(attrs["participant"] ?? attrs["to"]);
  const target = party && deviceOf(web.accounts.get(party.phone), party.device);
  if (!target) return;
  const t = seconds(web.network.clock.now());
  deliver(target, node("receipt", { id: attrs["id"], from: lidOf(from), t, type: attrs["type"] }, content));
}

/** One receipt may speak of many messages. */
function listed(stanza: BinaryNode): string[] {
  const items = getBinaryNodeChildren(getBinaryNodeChild(stanza, "list"), "item");
  return items.map((item) => attribute(item, "id"));
}
