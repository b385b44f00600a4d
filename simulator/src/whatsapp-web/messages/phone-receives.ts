// A phone takes a message: it decrypts it, or asks the sender for it again.
import { proto, unpadRandomMax16 } from "baileys";
import type { BinaryNode } from "baileys";
import { jid, partyOf } from "../addresses.ts";
import { deliver, peerOf } from "../linked-device.ts";
import type { LinkedDevice } from "../linked-device.ts";
import type { Phone } from "../phone.ts";
import { attribute, BadStanza, leaf, node, seconds } from "../protocol/stanza.ts";
import { keysNode } from "../signal/bundle.ts";
import type { Web } from "../web.ts";
import { isAffected } from "../web.ts";
import { record } from "./record.ts";

export type Arrival = {
  id: string;
  /** As the sender addressed the conversation. */
  chat: string;
  from: LinkedDevice;
  enc: BinaryNode;
  hidden: boolean;
};

/** A phone asks this often for one message, then gives up. */
const ASKS = 5;

export function phoneReceives(web: Web, phone: Phone, arrival: Arrival): Promise<void> {
  return phone.inTurn(async () => {
    const message = forgetsSession(web, phone, arrival) ? undefined : await decrypt(phone, arrival);
    if (!message) return askAgain(web, phone, arrival);
    web.tally.decrypted += 1;
    phone.undecrypted.delete(arrival.id);
    // The own phone is only kept up to date with what its linked devices sent.
    if (phone === arrival.from.account.phone) return;
    await record(web, phone, { ...arrival, message });
  });
}

async function decrypt({ signal }: Phone, { from, enc }: Arrival): Promise<proto.IMessage | undefined> {
  if (!(enc.content instanceof Uint8Array)) throw new BadStanza("<enc> without bytes");
  try {
    const plain = await signal.decrypt(peerOf(from), { type: attribute(enc, "type"), content: enc.content });
    return proto.Message.decode(unpadRandomMax16(plain));
  } catch {
    return undefined;
  }
}

/** The fault: as after the phone was restored from an old backup. Once per message. */
function forgetsSession(web: Web, phone: Phone, { id, from }: Arrival): boolean {
  const { faults, random } = web.network.conditions;
  if (phone.undecrypted.has(id) || !isAffected(web, from.account)) return false;
  if (!random.chance("web phone retry", faults.web.phone_retry)) return false;
  phone.signal.dropSession(peerOf(from));
  return true;
}

function askAgain(web: Web, phone: Phone, { id, chat, from }: Arrival) {
  const count = (phone.undecrypted.get(id) ?? 0) + 1;
  phone.undecrypted.set(id, count);
  if (count > ASKS) {
    web.tally.undecryptable += 1;
    return;
  }
  web.tally.phoneRetries += 1;
  const t = seconds(web.network.clock.now());
  const registration = Buffer.alloc(4);
  registration.writeUInt32BE(phone.signal.registrationId);
  const content = [
    node("retry", { count: String(count), id, t, v: "1" }),
    leaf("registration", registration),
  ];
  // The first time the sender may know better keys; from the second on the phone sends its own.
  if (count > 1) content.push(keysNode(phone.signal.bundle()));
  const addressing = partyOf(chat)?.addressing ?? "pn";
  const attributes = { id, from: jid(phone.number, addressing), t, type: "retry" };
  deliver(from, node("receipt", attributes, content));
}
