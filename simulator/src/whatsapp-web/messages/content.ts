// Reads what a phone decrypted into the shape the ledger shows: the same message objects as on the Graph API.
import { normalizeMessageContent } from "baileys";
import type { proto } from "baileys";
import type { Kind } from "../../ledger/index.ts";
import { openMedia } from "../media.ts";
import type { MediaKind } from "../media.ts";
import type { Web } from "../web.ts";

export type Content = { kind: Kind; content: unknown; voice: boolean };

export async function readContent(web: Web, decrypted: proto.IMessage): Promise<Content> {
  const message = normalizeMessageContent(decrypted) ?? {};
  const media = mediaOf(message);
  if (media) return readMedia(web, media);
  const [kind, content] = plainContent(message);
  return { kind, content, voice: false };
}

function plainContent(message: proto.IMessage): [Kind, unknown] {
  const { conversation, extendedTextMessage: text, locationMessage: location, reactionMessage } = message;
  if (conversation) return ["text", { body: conversation }];
  if (text) return ["text", { body: text.text ?? "", ...quoted(text.contextInfo) }];
  if (location) return ["location", placeOf(location)];
  if (reactionMessage) {
    const message_id = reactionMessage.key?.id ?? null;
    return ["reaction", { message_id, emoji: reactionMessage.text ?? "" }];
  }
  const poll = message.pollCreationMessageV3 ?? message.pollCreationMessage ?? message.pollCreationMessageV2;
  if (poll) return ["poll", pollOf(poll)];
  const cards =
    message.contactsArrayMessage?.contacts ?? (message.contactMessage ? [message.contactMessage] : []);
  if (cards.length > 0) return ["contacts", cards.map(cardOf)];
  const { protocolMessage: protocol } = message;
  if (protocol) return ["protocol", { type: protocol.type ?? 0, message_id: protocol.key?.id ?? null }];
  return ["unsupported", { fields: Object.keys(message) }];
}

function placeOf({ degreesLatitude, degreesLongitude, name, address }: proto.Message.ILocationMessage) {
  return {
    latitude: degreesLatitude,
    longitude: degreesLongitude,
    name: name ?? null,
    address: address ?? null,
  };
}

function pollOf({ name, options, selectableOptionsCount }: proto.Message.IPollCreationMessage) {
  const choices = (options ?? []).map(({ optionName }) => optionName ?? "");
  return { name: name ?? "", options: choices, selectable: selectableOptionsCount ?? 0 };
}

function cardOf({ displayName, vcard }: proto.Message.IContactMessage) {
  return { name: { formatted_name: displayName ?? "" }, vcard: vcard ?? "" };
}

function quoted(context: proto.IContextInfo | null | undefined) {
  return context?.stanzaId ? { context: { message_id: context.stanzaId } } : {};
}

type AnyMedia = proto.Message.IImageMessage &
  Pick<proto.Message.IDocumentMessage, "fileName"> &
  Pick<proto.Message.IAudioMessage, "ptt">;
type FoundMedia = { kind: MediaKind; media: AnyMedia };

function mediaOf(message: proto.IMessage): FoundMedia | undefined {
  const { imageMessage, videoMessage, audioMessage, documentMessage, stickerMessage } = message;
  if (imageMessage) return { kind: "image", media: imageMessage };
  if (videoMessage) return { kind: "video", media: videoMessage };
  if (audioMessage) return { kind: "audio", media: audioMessage };
  if (documentMessage) return { kind: "document", media: documentMessage };
  return stickerMessage ? { kind: "sticker", media: stickerMessage } : undefined;
}

/** The phone downloads and decrypts it; what does not open is shown without bytes. */
function readMedia(web: Web, { kind, media }: FoundMedia): Content {
  const bytes = openMedia(web.media, kind, media);
  const content = {
    mime_type: media.mimetype ?? null,
    sha256: Buffer.from(media.fileSha256 ?? []).toString("base64"),
    size: bytes?.length ?? null,
    downloaded: bytes !== undefined,
    ...(media.caption && { caption: media.caption }),
    ...(media.fileName && { filename: media.fileName }),
    ...(media.ptt && { voice: true }),
    ...quoted(media.contextInfo),
  };
  return { kind, content, voice: media.ptt === true };
}
