// A message that left by a gateway goes into the ledger, and the person begins to deal with it.
import type { PhoneNumber } from "../business/index.ts";
import { acceptMessage, entry, FLAG, mark } from "../ledger/index.ts";
import type { Kind } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import { beginJourney } from "../people/receipts.ts";
import { tellStatus } from "../people/tell-status.ts";

export type Sending = {
  number: PhoneNumber;
  phone: number;
  /** WhatsApp's id of the message, which a linked device chooses. */
  id: string;
  kind: Kind;
  /** In the shape of the Graph API's message objects. */
  content: unknown;
  voice: boolean;
  hidden: boolean;
};

export function accept(network: Network, sending: Sending) {
  const { ledger, clock } = network;
  const { number, phone, id, kind, content, voice, hidden } = sending;
  const known = ledger.stanzas.find(phone, id);
  if (known !== undefined) return repeat(network, known);
  const row = acceptMessage(ledger, {
    phone,
    number: number.index,
    kind,
    category: "service",
    opaque: id,
    content: JSON.stringify(content),
    flags: FLAG.web | (voice ? FLAG.voice : 0) | (hidden ? FLAG.undeliverable : 0),
    at: clock.now(),
  });
  ledger.stanzas.add(row, phone, id);
  beginJourney(network, row, undefined);
}

/** The phone shows a message once, by its id, and confirms every copy. */
function repeat(network: Network, row: number) {
  mark.repeated(network.ledger, row);
  const outcome = entry.outcome(network.ledger, row);
  if (outcome === "received" || outcome === "read" || outcome === "played")
    tellStatus(network, row, "delivered");
}
