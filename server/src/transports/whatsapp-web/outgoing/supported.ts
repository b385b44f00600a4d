// Which messages WhatsApp Web can show, decided before anything is fetched or sent: never a false success.

import { messageTypes } from "@waypost/contract";
import type { MessageObject } from "@waypost/contract";
import type { TransportError } from "../../transport.ts";
import { textOf } from "../../wording/choices.ts";
import type { Header } from "./media.ts";

/** Templates are Meta's; those of our own are rendered to text before they come here. */
export const supportedTypes: ReadonlySet<MessageObject["type"]> = new Set(
  messageTypes.filter((type) => type !== "template"),
);

export function refusalOf(message: MessageObject): TransportError | null {
  if (!supportedTypes.has(message.type)) return unsupported("Templates belong to the Cloud API.");
  switch (message.type) {
    case "image":
      return linkOnly(message.image);
    case "video":
      return linkOnly(message.video);
    case "audio":
      return linkOnly(message.audio);
    case "document":
      return linkOnly(message.document);
    case "sticker":
      return linkOnly(message.sticker);
    case "interactive": {
      const { interactive } = message;
      if (!textOf(interactive)) {
        return unsupported(`WhatsApp Web cannot show an interactive message of type ${interactive.type}.`);
      }
      return headerRefusal("header" in interactive ? interactive.header : undefined);
    }
    default:
      return null;
  }
}

function headerRefusal(header: Header | undefined): TransportError | null {
  if (!header || header.type === "text") return null;
  if (header.type === "image") return linkOnly(header.image);
  if (header.type === "video") return linkOnly(header.video);
  return linkOnly(header.document);
}

function linkOnly({ link }: { link?: string }): TransportError | null {
  return link === undefined ? unsupported("WhatsApp Web takes media by link, not by upload id.") : null;
}

function unsupported(detail: string): TransportError {
  return { code: "type_not_supported", providerCode: null, detail };
}
