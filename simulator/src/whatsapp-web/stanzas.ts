// Sorts what a client sends by its kind.
import type { BinaryNode } from "baileys";
import type { Connection } from "./connection.ts";
import type { LinkedDevice } from "./linked-device.ts";
import { takeMessage } from "./messages/from-device.ts";
import { takeReceipt } from "./messages/receipts.ts";
import { attribute, children } from "./protocol/stanza.ts";
import { answerQuery } from "./queries/answer.ts";
import type { Web } from "./web.ts";

export function takeStanza(web: Web, connection: Connection, stanza: BinaryNode) {
  if (stanza.tag === "iq") return answerQuery(web, connection, stanza);
  const { device } = connection;
  // Before it is linked a client has nothing else to say.
  if (!device) return;
  if (stanza.tag === "message") return takeMessage(web, device, stanza);
  if (stanza.tag === "receipt") return takeReceipt(web, device, stanza);
  if (stanza.tag === "ack") return takeAck(device, stanza);
  if (stanza.tag === "chatstate") return takeTyping(web, device, stanza);
  if (stanza.tag === "presence") takePresence(device, stanza);
}

function takeAck({ mailbox }: LinkedDevice, stanza: BinaryNode) {
  const { class: kind = "", type, error } = stanza.attrs;
  mailbox.confirm({ kind, id: attribute(stanza, "id"), type, refused: error !== undefined });
}

/** Without a type it names the account; subscriptions to people's presence come this way too. */
function takePresence({ life }: LinkedDevice, { attrs: { type } }: BinaryNode) {
  if (type === "available" || type === "unavailable") life.presence = type;
}

const TYPING_KEPT = 100;

function takeTyping({ network }: Web, { life }: LinkedDevice, stanza: BinaryNode) {
  const [state] = children(stanza);
  const recording = state?.attrs["media"] === "audio";
  const name = recording ? "recording" : (state?.tag ?? "paused");
  life.typing.push({ to: attribute(stanza, "to"), state: name, at: network.clock.now() });
  if (life.typing.length > TYPING_KEPT) life.typing.shift();
}
