// A person writes to a business: its linked devices get the message, as they get everything its phone gets.
import { proto } from "baileys";
import { isObject, word } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import { stanzaIdOf } from "../../ledger/wamid.ts";
import type { InboundMessage } from "../../people/inbound.ts";
import { jid, pn } from "../addresses.ts";
import type { Addressing } from "../addresses.ts";
import { tell } from "../linked-device.ts";
import type { Account } from "../account.ts";
import { sealMedia } from "../media.ts";
import type { MediaKind } from "../media.ts";
import { node } from "../protocol/stanza.ts";
import type { Web } from "../web.ts";
import { envelopeOf, sendFromPhone } from "./from-phone.ts";
import { pollVote } from "./poll-vote.ts";

export async function personWritesTo(web: Web, account: Account, written: InboundMessage) {
  const phone = web.phones.of(written.phone);
  account.chats.add(written.phone);
  const addressing = web.network.conditions.settings.web.addressing;
  showTyping(account, written.phone, addressing);
  const message = await protoOf(web, account, written);
  const type = typeOf(written.type);
  const envelope = { ...envelopeOf(written.phone, addressing, type), ...groupOf(written) };
  await sendFromPhone(web, phone, account, { id: stanzaIdOf(written.id), message, envelope });
}

/** People type before they write. */
function showTyping({ devices }: Account, phone: number, addressing: Addressing) {
  for (const device of devices) {
    tell(device, node("chatstate", { from: jid(phone, addressing) }, [node("composing", {})]));
  }
}

/** In a group the group is the sender and the person takes part. */
function groupOf({ phone, content }: InboundMessage) {
  if (!isObject(content) || typeof content["group"] !== "string") return {};
  return { from: `${content["group"]}@g.us`, participant: pn(phone), addressing_mode: "pn" };
}

function typeOf(type: string): string {
  if (type === "reaction") return "reaction";
  if (type === "poll_vote") return "poll";
  return MEDIA.some((kind) => kind === type) ? "media" : "text";
}

const MEDIA: readonly MediaKind[] = ["image", "video", "audio", "document", "sticker"];

async function protoOf(web: Web, account: Account, written: InboundMessage): Promise<proto.IMessage> {
  const { type, content, context } = written;
  const object = isObject(content) ? content : {};
  const media = MEDIA.find((kind) => kind === type);
  if (media) return mediaMessage(web, media, object);
  if (type === "location") return locationMessage(object);
  if (type === "poll_vote") return pollVote(web, account, written);
  if (type === "reaction") return reactionMessage(account.phone.number, object);
  if (type === "contacts") return contactMessage(Array.isArray(content) ? content : []);
  const quotedId = context?.["id"];
  const text = wordsOf(type, object);
  if (typeof quotedId !== "string") return { conversation: text };
  const contextInfo = { stanzaId: quotedId, quotedMessage: { conversation: "" } };
  return { extendedTextMessage: { text, contextInfo } };
}

/** Buttons and lists do not exist on this door: what they would have pressed is what people write. */
function wordsOf(type: string, content: JsonObject): string {
  if (typeof content["body"] === "string") return content["body"];
  const pressed = type === "interactive" ? (content["button_reply"] ?? content["list_reply"]) : content;
  const words = isObject(pressed) ? (pressed["title"] ?? pressed["text"]) : undefined;
  return typeof words === "string" ? words : "Hello";
}

function locationMessage({ latitude, longitude, name, address }: JsonObject): proto.IMessage {
  const place = proto.Message.LocationMessage.fromObject({
    degreesLatitude: Number(latitude ?? 0),
    degreesLongitude: Number(longitude ?? 0),
    ...(typeof name === "string" && { name }),
    ...(typeof address === "string" && { address }),
  });
  return { locationMessage: place };
}

function reactionMessage(business: number, { message_id, emoji }: JsonObject): proto.IMessage {
  // As the person's phone sees it: a message of the business, in the chat with the business.
  const key = { id: word(message_id), fromMe: false, remoteJid: pn(business) };
  return { reactionMessage: { key, text: typeof emoji === "string" ? emoji : "" } };
}

function contactMessage([first]: readonly unknown[]): proto.IMessage {
  const name = isObject(first) && isObject(first["name"]) ? first["name"]["formatted_name"] : undefined;
  const displayName = typeof name === "string" ? name : "Somebody";
  const vcard = `BEGIN:VCARD\nVERSION:3.0\nFN:${displayName}\nEND:VCARD`;
  return { contactMessage: { displayName, vcard } };
}

/** `data` (base64) is the file, else `id` names media stored through the Graph API, else a dot. */
async function mediaMessage(web: Web, kind: MediaKind, content: JsonObject): Promise<proto.IMessage> {
  const { data, id, mime_type, caption, filename, voice } = content;
  const stored = web.network.business.media.get(word(id), web.network.clock.now());
  const bytes = typeof data === "string" ? Buffer.from(data, "base64") : (stored?.bytes ?? DOT);
  const mimetype = typeof mime_type === "string" ? mime_type : (stored?.mimeType ?? MIME[kind]);
  const media = {
    ...(await sealMedia(web.media, kind, bytes)),
    mimetype,
    ...(typeof caption === "string" && { caption }),
    ...(typeof filename === "string" && { fileName: filename }),
    ...(voice === true && { ptt: true }),
  };
  return proto.Message.fromObject({ [`${kind}Message`]: media });
}

const MIME: Readonly<Record<MediaKind, string>> = {
  image: "image/png",
  video: "video/mp4",
  audio: "audio/ogg; codecs=opus",
  document: "application/pdf",
  sticker: "image/webp",
};

const DOT = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);
