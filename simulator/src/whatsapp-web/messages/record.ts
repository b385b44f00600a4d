// A message a phone has decrypted goes into the ledger, and the person begins to deal with it.
import type { proto } from "baileys";
import { acceptMessage, entry, FLAG, mark } from "../../ledger/index.ts";
import { beginJourney } from "../../people/receipts.ts";
import { partyOf } from "../addresses.ts";
import type { Phone } from "../phone.ts";
import type { Web } from "../web.ts";
import { readContent } from "./content.ts";
import type { Arrival } from "./phone-receives.ts";
import { rememberPoll } from "./poll-vote.ts";
import { receiptOf } from "./receipts.ts";

export async function record(web: Web, phone: Phone, arrival: Arrival & { message: proto.IMessage }) {
  const { network } = web;
  const { id, from, chat, hidden, message } = arrival;
  const number = from.account.number.index;
  const known = network.ledger.stanzas.find(phone.number, id);
  if (known !== undefined) return repeat(web, known);
  rememberPoll(phone, id, message);
  const { kind, content, voice } = await readContent(web, message);
  const byLid = partyOf(chat)?.addressing === "lid";
  const row = acceptMessage(network.ledger, {
    phone: phone.number,
    number,
    kind,
    category: "service",
    opaque: id,
    content: JSON.stringify(content),
    flags:
      FLAG.web | (voice ? FLAG.voice : 0) | (byLid ? FLAG.userId : 0) | (hidden ? FLAG.undeliverable : 0),
    at: network.clock.now(),
  });
  network.ledger.stanzas.add(row, phone.number, id);
  beginJourney(network, row, undefined);
}

/** The phone shows a message once, by its id, and confirms every copy. */
function repeat(web: Web, row: number) {
  const { ledger } = web.network;
  mark.repeated(ledger, row);
  const outcome = entry.outcome(ledger, row);
  if (outcome === "received" || outcome === "read" || outcome === "played") receiptOf(web, row, "delivered");
}
