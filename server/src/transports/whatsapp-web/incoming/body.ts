// Reads what a person sent into the shape Meta's webhooks have, so that nobody above needs to know the road.

import { normalizeMessageContent, proto } from "baileys";
import { contactOf } from "../../wording/read-vcard.ts";
import { rawOf } from "./raw.ts";
import { surroundingsIn } from "./surroundings.ts";

export type InboundBody = { type: string; body: Record<string, unknown> };

/** Null for what is no message: key exchange, history, settings of the app. */
export function readBody(id: string, message: proto.IMessage): InboundBody | null {
  const content = normalizeMessageContent(message) ?? {};
  if (content.protocolMessage) return readChange(content.protocolMessage);
  const read = readText(content) ?? readMedia(id, content) ?? readOther(content);
  if (read) return withContext(read, content);
  return isSilent(content) ? null : { type: "unsupported", body: rawOf(content) };
}

function readText({ conversation, extendedTextMessage }: proto.IMessage): InboundBody | null {
  const body = extendedTextMessage?.text ?? (conversation === "" ? null : conversation);
  return body === null || body === undefined ? null : { type: "text", body: { text: { body } } };
}

/** `id` is the message's own: the file is found through it. */
function readMedia(id: string, content: proto.IMessage): InboundBody | null {
  const { imageMessage, videoMessage, ptvMessage, audioMessage, documentMessage, stickerMessage } = content;
  if (imageMessage) return media("image", id, imageMessage, { caption: imageMessage.caption });
  const video = videoMessage ?? ptvMessage;
  if (video) return media("video", id, video, { caption: video.caption });
  if (audioMessage) return media("audio", id, audioMessage, { voice: audioMessage.ptt ?? false });
  if (documentMessage) {
    const { caption, fileName } = documentMessage;
    return media("document", id, documentMessage, { caption, filename: fileName });
  }
  if (stickerMessage) {
    return media("sticker", id, stickerMessage, { animated: stickerMessage.isAnimated ?? false });
  }
  return null;
}

type File = {
  mimetype?: string | null;
  fileSha256?: Uint8Array | null;
  fileLength?: number | { toNumber(): number } | null;
};

function media(type: string, id: string, file: File, rest: Record<string, unknown>): InboundBody {
  const sha256 = file.fileSha256 ? Buffer.from(file.fileSha256).toString("base64") : null;
  const size = typeof file.fileLength === "object" ? file.fileLength?.toNumber() : file.fileLength;
  const file_size = size === 0 ? null : size;
  return { type, body: { [type]: present({ id, mime_type: file.mimetype, sha256, file_size, ...rest }) } };
}

function readOther(content: proto.IMessage): InboundBody | null {
  const place = content.locationMessage ?? content.liveLocationMessage;
  if (place) {
    const { degreesLatitude: latitude, degreesLongitude: longitude } = place;
    const { name, address, url } = content.locationMessage ?? {};
    return { type: "location", body: { location: present({ latitude, longitude, name, address, url }) } };
  }
  const cards = content.contactMessage ? [content.contactMessage] : content.contactsArrayMessage?.contacts;
  if (cards) return { type: "contacts", body: { contacts: cards.map(contactOf) } };
  if (content.reactionMessage) {
    const { key, text } = content.reactionMessage;
    // Meta leaves the emoji out when a reaction is taken back.
    const reaction = present({ message_id: key?.id, emoji: text === "" ? null : text });
    return { type: "reaction", body: { reaction } };
  }
  return readReply(content);
}

/** Real buttons, sent by another client of the same number, still come back here. */
function readReply(content: proto.IMessage): InboundBody | null {
  const {
    buttonsResponseMessage: button,
    listResponseMessage: list,
    templateButtonReplyMessage: quick,
  } = content;
  if (button) return reply("button_reply", button.selectedButtonId, button.selectedDisplayText);
  if (list) return reply("list_reply", list.singleSelectReply?.selectedRowId, list.title);
  if (quick) {
    const { selectedId: payload, selectedDisplayText: text } = quick;
    return { type: "button", body: { button: present({ payload, text }) } };
  }
  return null;
}

type Text = string | null | undefined;

export function reply(type: "button_reply" | "list_reply", id: Text, title: Text): InboundBody {
  return { type: "interactive", body: { interactive: { type, [type]: present({ id, title }) } } };
}

function readChange({ type, key, editedMessage }: proto.Message.IProtocolMessage): InboundBody | null {
  const { REVOKE, MESSAGE_EDIT } = proto.Message.ProtocolMessage.Type;
  const original_message_id = key?.id;
  if (type === REVOKE) return { type: "revoke", body: { revoke: present({ original_message_id }) } };
  if (type !== MESSAGE_EDIT || !editedMessage) return null;
  const edited = readBody(key?.id ?? "", editedMessage);
  const message = edited ? { type: edited.type, ...edited.body } : null;
  return { type: "edit", body: { edit: present({ original_message_id, message }) } };
}

function withContext(read: InboundBody, content: proto.IMessage): InboundBody {
  const parts: readonly unknown[] = Object.values(content);
  const found = parts.map(surroundingsIn).find((each) => each !== null);
  return found === undefined || found === null ? read : { ...read, body: { ...read.body, ...found } };
}

/** Carried along with others or alone, never something to read. */
function isSilent({
  messageContextInfo: _secret,
  senderKeyDistributionMessage: _keys,
  ...rest
}: proto.IMessage) {
  return Object.values(rest).every((value) => value === null || value === undefined || value === "");
}

function present(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
