// From Meta's message object to what WhatsApp carries.

import type { MessageObject } from "@waypost/contract";
import { generateWAMessageContent, generateWAMessageFromContent } from "baileys";
import type { AnyMessageContent, proto, WAMessage, WASocket } from "baileys";
import { textOf } from "../../wording/choices.ts";
import type { Choices } from "../../wording/choices.ts";
import { contentOf, headerPart, mediaPartOf } from "./media.ts";
import type { FetchMedia, MediaPart } from "./media.ts";
import { pollOf } from "./poll.ts";
import { vcardOf } from "../../wording/vcard.ts";

export type Composed = {
  message: proto.IMessage;
  choices: Choices | null;
  /** Whether the choices were put as a poll: then a vote answers, and not a number. */
  isPoll: boolean;
};

/** A message that a reply quotes or a reaction points at. */
export type Target = { id: string; fromMe: boolean; message: proto.IMessage | null };

export type Composing = {
  socket: WASocket;
  jid: string;
  signal: AbortSignal;
  fetchMedia: FetchMedia;
  find(id: string): Promise<Target>;
  /** Whether the sender wants its buttons and lists shown as polls. */
  asPolls: boolean;
};

/** The media could not be fetched. All other failures are of the connection. */
export class MediaUnavailable extends Error {}

export async function compose(message: MessageObject, composing: Composing): Promise<Composed> {
  const { content, choices, isPoll = false } = await contentFor(message, composing);
  const { socket, jid } = composing;
  const options = { upload: socket.waUploadToServer, jid };
  const raw = await generateWAMessageContent(content, options);
  // The empty thumbnail that kept Baileys from making one.
  if (raw.imageMessage) delete raw.imageMessage.jpegThumbnail;
  if (raw.videoMessage) delete raw.videoMessage.jpegThumbnail;
  const quoted =
    "context" in message && message.context ? await quote(message.context.message_id, composing) : null;
  const userJid = socket.user?.id ?? "";
  const full = generateWAMessageFromContent(jid, raw, quoted ? { userJid, quoted } : { userJid });
  return { message: full.message ?? raw, choices, isPoll };
}

type Content = { content: AnyMessageContent; choices: Choices | null; isPoll?: boolean };

async function contentFor(message: MessageObject, composing: Composing): Promise<Content> {
  if (message.type === "interactive") return await interactiveContent(message.interactive, composing);
  const part = mediaPartOf(message);
  const content = part ? await fetched(part, composing) : await plainContent(message, composing);
  return { content, choices: null };
}

async function interactiveContent(
  interactive: Extract<MessageObject, { type: "interactive" }>["interactive"],
  composing: Composing,
): Promise<Content> {
  const poll = composing.asPolls ? pollOf(interactive) : null;
  if (poll) {
    const values = poll.choices.options.map(({ title }) => title);
    const content = { poll: { name: poll.name, values, selectableCount: 1 } };
    return { content, choices: poll.choices, isPoll: true };
  }
  const shown = textOf(interactive);
  if (!shown) throw new Error(`refusalOf lets ${interactive.type} pass`);
  const part = headerPart("header" in interactive ? interactive.header : undefined, shown.text);
  const content = part ? await fetched(part, composing) : textContent(shown.text);
  return { content, choices: shown.choices };
}

async function plainContent(message: MessageObject, composing: Composing): Promise<AnyMessageContent> {
  switch (message.type) {
    case "text":
      return textContent(message.text.body);
    case "location": {
      const { latitude, longitude, name, address } = message.location;
      const place = {
        ...(name === undefined ? {} : { name }),
        ...(address === undefined ? {} : { address }),
      };
      const degrees = { degreesLatitude: Number(latitude), degreesLongitude: Number(longitude) };
      return { location: { ...degrees, ...place } };
    }
    case "contacts": {
      const contacts = message.contacts.map((contact) => ({
        displayName: contact.name.formatted_name,
        vcard: vcardOf(contact),
      }));
      return { contacts: { displayName: contacts[0]?.displayName ?? "", contacts } };
    }
    case "reaction": {
      const { message_id, emoji } = message.reaction;
      const { fromMe } = await composing.find(message_id);
      return { react: { text: emoji, key: { remoteJid: composing.jid, fromMe, id: message_id } } };
    }
    default:
      throw new Error(`refusalOf lets ${message.type} pass`);
  }
}

/** No preview: Baileys would fetch the first link of the text itself. */
function textContent(text: string): AnyMessageContent {
  return { text, linkPreview: null };
}

async function fetched(part: MediaPart, { fetchMedia, signal }: Composing): Promise<AnyMessageContent> {
  try {
    return contentOf(part, await fetchMedia(part.link, signal));
  } catch (error) {
    throw new MediaUnavailable("The media could not be fetched.", { cause: error });
  }
}

/** Apps show what the quote carries, so a message we no longer have is quoted by its id alone. */
async function quote(id: string, { jid, find }: Composing): Promise<WAMessage> {
  const { fromMe, message } = await find(id);
  return { key: { remoteJid: jid, fromMe, id }, message: message ?? { conversation: "" } };
}
