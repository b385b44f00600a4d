// Reads what a person sent over WasenderApi, WhatsApp Web's message as JSON, into the words of Meta's webhooks.

import { fields, words } from "../http/json.ts";
import type { InboundEvent } from "../transport.ts";
import { contactOf } from "../wording/read-vcard.ts";

export type Content = Pick<InboundEvent, "type" | "body">;

type Message = Readonly<Record<string, unknown>>;

/** `messageBody` is what WasenderApi calls the text of it, whichever part it stands in. */
export function contentOf(message: Message, messageBody: unknown): Content {
  const read =
    readFile(message) ??
    readLocation(message) ??
    readCards(message) ??
    readReaction(message) ??
    readChange(message) ??
    readChoice(message) ??
    readText(message, messageBody);
  if (read === null)
    return { type: "unsupported", body: { unsupported: { type: kindOf(message) }, message } };
  const context = contextIn(message);
  return context === null ? read : { ...read, body: { ...read.body, context } };
}

const media = ["image", "video", "audio", "document", "sticker"] as const;

/** Files stay at WasenderApi, which opens them for who gives back address and key of the message. */
function readFile(message: Message): Content | null {
  const type = media.find((kind) => message[`${kind}Message`] !== undefined);
  if (type === undefined) return null;
  const file = fields(message[`${type}Message`]);
  const read = {
    mime_type: words(file["mimetype"]),
    sha256: words(file["fileSha256"]),
    file_size: Number(file["fileLength"]) || null,
    filename: words(file["fileName"]),
    caption: text(file["caption"]),
    url: words(file["url"]),
    media_key: words(file["mediaKey"]),
    voice: file["ptt"] === true ? true : null,
    animated: file["isAnimated"] === true ? true : null,
  };
  return { type, body: { [type]: given(read) } };
}

function readLocation(message: Message): Content | null {
  const place = fields(message["locationMessage"] ?? message["liveLocationMessage"]);
  const { degreesLatitude: latitude, degreesLongitude: longitude, name, address } = place;
  if (typeof latitude !== "number" || typeof longitude !== "number") return null;
  return {
    type: "location",
    body: { location: given({ latitude, longitude, name: words(name), address: words(address) }) },
  };
}

function readCards(message: Message): Content | null {
  const { contactMessage: one, contactsArrayMessage: several } = message;
  const cards = one === undefined ? fields(several)["contacts"] : [one];
  if (!Array.isArray(cards)) return null;
  return {
    type: "contacts",
    body: {
      contacts: cards.map((card) => {
        const { displayName, vcard } = fields(card);
        return contactOf({ displayName: text(displayName), vcard: text(vcard) });
      }),
    },
  };
}

function readReaction(message: Message): Content | null {
  const { key, text: emoji } = fields(message["reactionMessage"]);
  const message_id = words(fields(key)["id"]);
  if (message_id === null) return null;
  return { type: "reaction", body: { reaction: { message_id, emoji: words(emoji) ?? "" } } };
}

/** WAProto, ProtocolMessage.Type: as a number or by name. */
const revoke: ReadonlySet<unknown> = new Set([0, "REVOKE"]);
const edit: ReadonlySet<unknown> = new Set([14, "MESSAGE_EDIT"]);

function readChange(message: Message): Content | null {
  const { type, key, editedMessage } = fields(message["protocolMessage"]);
  const original_message_id = words(fields(key)["id"]);
  if (original_message_id === null) return null;
  if (revoke.has(type)) return { type: "revoke", body: { revoke: { original_message_id } } };
  if (!edit.has(type)) return null;
  const edited = contentOf(fields(editedMessage), undefined);
  return {
    type: "edit",
    body: { edit: { original_message_id, message: { type: edited.type, ...edited.body } } },
  };
}

/** Real buttons and lists, sent by another client of the same number. */
function readChoice(message: Message): Content | null {
  const { buttonsResponseMessage, listResponseMessage, templateButtonReplyMessage } = message;
  const { selectedButtonId, selectedDisplayText } = fields(buttonsResponseMessage);
  if (buttonsResponseMessage !== undefined) {
    return chosen("button_reply", words(selectedButtonId), words(selectedDisplayText));
  }
  const { singleSelectReply, title } = fields(listResponseMessage);
  if (listResponseMessage !== undefined) {
    return chosen("list_reply", words(fields(singleSelectReply)["selectedRowId"]), words(title));
  }
  if (templateButtonReplyMessage === undefined) return null;
  const { selectedId, selectedDisplayText: shown } = fields(templateButtonReplyMessage);
  return { type: "button", body: { button: { payload: words(selectedId), text: words(shown) } } };
}

function chosen(type: string, id: string | null, title: string | null): Content {
  return { type: "interactive", body: { interactive: { type, [type]: given({ id, title }) } } };
}

function readText(message: Message, messageBody: unknown): Content | null {
  const said = text(messageBody) ?? text(message["conversation"]) ?? text(extended(message)["text"]);
  return said === null ? null : { type: "text", body: { text: { body: said } } };
}

function extended(message: Message): Message {
  return fields(message["extendedTextMessage"]);
}

function contextIn(message: Message): Record<string, unknown> | null {
  const infos = Object.values(message).map((part) => fields(fields(part)["contextInfo"]));
  const { stanzaId, isForwarded, forwardingScore } = infos.find((info) => Object.keys(info).length > 0) ?? {};
  const context = given({
    id: words(stanzaId),
    forwarded: isForwarded === true ? true : null,
    frequently_forwarded: Number(forwardingScore) >= 5 ? true : null,
  });
  return Object.keys(context).length === 0 ? null : context;
}

function kindOf(message: Message): string | null {
  return (
    Object.keys(message)
      .find((kind) => kind !== "messageContextInfo")
      ?.slice(0, 100) ?? null
  );
}

function text(value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  return value.slice(0, 65_536).toWellFormed().replaceAll("\0", "");
}

function given(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
