// A linked device sends a message: it is judged, acknowledged, and handed to each device it is for.
import { getBinaryNodeChild, getBinaryNodeChildren } from "baileys";
import type { BinaryNode } from "baileys";
import { temperOf } from "../../people/temper.ts";
import { deviceOf } from "../account.ts";
import { partyOf, pn } from "../addresses.ts";
import type { Party } from "../addresses.ts";
import { inBackground } from "../in-background.ts";
import { deliver, lidOf } from "../linked-device.ts";
import type { LinkedDevice } from "../linked-device.ts";
import { attribute, child, node, seconds } from "../protocol/stanza.ts";
import type { Web } from "../web.ts";
import { judge } from "./judge.ts";
import { phoneReceives } from "./phone-receives.ts";

export function takeMessage(web: Web, device: LinkedDevice, stanza: BinaryNode) {
  const verdict = judge(web, device, partyOf(attribute(stanza, "to")));
  if (verdict.error !== undefined) {
    web.tally.errorAcks += 1;
    return acknowledge(web, device, stanza, verdict.error);
  }
  if (verdict.accepted) route(web, device, { stanza, hidden: verdict.hidden });
  if (verdict.drops) return device.connection?.end("drop");
  if (verdict.acked) acknowledge(web, device, stanza);
}

function acknowledge({ network }: Web, { connection }: LinkedDevice, stanza: BinaryNode, error?: number) {
  const { id, to } = stanza.attrs;
  const t = seconds(network.clock.now());
  connection?.send(
    node("ack", {
      class: "message",
      id,
      from: to,
      t,
      error: error === undefined ? undefined : String(error),
    }),
  );
}

/** `hidden`: the person never sees it, whatever their phone does. */
type Accepted = { stanza: BinaryNode; hidden: boolean };

function route(web: Web, from: LinkedDevice, { stanza, hidden }: Accepted) {
  web.tally.messages += 1;
  const id = attribute(stanza, "id");
  const chat = attribute(stanza, "to");
  for (const { to, enc } of envelopes(stanza)) {
    const party = partyOf(to);
    if (!party || temperOf(party.phone) === "not_on_whatsapp") continue;
    if (party.device > 0) forward(web, from, { party, stanza, enc });
    else inBackground(phoneReceives(web, web.phones.of(party.phone), { id, chat, from, enc, hidden }), web);
  }
}

/** One per device; a retry, or a word to the own phone, is for a single one. */
function envelopes(stanza: BinaryNode): { to: string; enc: BinaryNode }[] {
  const direct = getBinaryNodeChild(stanza, "enc");
  const participants = getBinaryNodeChildren(getBinaryNodeChild(stanza, "participants"), "to");
  const all = participants.map((to) => ({ to: attribute(to, "jid"), enc: child(to, "enc") }));
  return direct ? [...all, { to: attribute(stanza, "to"), enc: direct }] : all;
}

type Forwarding = { party: Party; stanza: BinaryNode; enc: BinaryNode };

/** To another linked device: of the same account (a copy of what it sent), or of another business. */
function forward(web: Web, from: LinkedDevice, { party, stanza, enc }: Forwarding) {
  const target = deviceOf(web.accounts.get(party.phone), party.device);
  if (!target) return;
  const { id, to, type } = stanza.attrs;
  const sender = from.account.phone.number;
  const attributes = {
    id,
    type,
    from: lidOf(from),
    sender_pn: pn(sender),
    t: seconds(web.network.clock.now()),
    notify: from.account.number.verifiedName,
    recipient: party.phone === sender ? to : undefined,
  };
  deliver(target, node("message", attributes, [enc]));
}
