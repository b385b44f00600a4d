// Checks the content of one message, each type by its own rules (Meta: messages).
import type { PhoneNumber } from "../../business/index.ts";
import type { Category, Kind } from "../../ledger/index.ts";
import type { Network } from "../../network.ts";
import { badParameter } from "../graph-error.ts";
import { checkContacts } from "./contacts.ts";
import { listAt, objectAt } from "./fields.ts";
import type { Spot } from "./fields.ts";
import { checkInteractive } from "./interactive.ts";
import { checkLocation } from "./location.ts";
import { checkMedia } from "./media.ts";
import { checkReaction } from "./reaction.ts";
import { checkTemplate } from "./template.ts";
import { checkText } from "./text.ts";

export type Sending = {
  network: Network;
  number: PhoneNumber;
  body: Spot;
  /** The person is named by `recipient` (a BSUID), not by phone. */
  byUserId: boolean;
};

export type Content = {
  kind: Kind;
  category: Category;
  voice: boolean;
  /** What the person sees, as JSON. */
  json: string;
  /** A code known now that is told by webhook later, such as a link that cannot be fetched (131053). */
  laterFailure?: number | undefined;
};

export function contentOf(sending: Sending, type: string): Content {
  const { body } = sending;
  const plain = (kind: Kind): Content => ({
    kind,
    category: "service",
    voice: false,
    json: JSON.stringify(body.object[kind]),
  });
  switch (type) {
    case "text":
      checkText(objectAt(body, "text"));
      return plain("text");
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return { ...plain(type), ...checkMedia(sending, type, objectAt(body, type)) };
    case "location":
      checkLocation(objectAt(body, "location"));
      return plain("location");
    case "contacts":
      checkContacts(listAt(body, "contacts", { min: 1, max: 257 }));
      return plain("contacts");
    case "reaction":
      checkReaction(sending, objectAt(body, "reaction"));
      return plain("reaction");
    case "interactive":
      checkInteractive(sending, objectAt(body, "interactive"));
      return plain("interactive");
    case "template":
      return { ...plain("template"), category: checkTemplate(sending, objectAt(body, "template")) };
    default:
      throw badParameter(`Param type must be one of {${TYPES.join(", ")}} - got "${type}".`);
  }
}

const TYPES = [
  "AUDIO",
  "CONTACTS",
  "DOCUMENT",
  "IMAGE",
  "INTERACTIVE",
  "LOCATION",
  "REACTION",
  "STICKER",
  "TEMPLATE",
  "TEXT",
  "VIDEO",
];
