// The rules of Meta's message reference that a schema cannot say: exclusive fields, uniqueness, sums
// over sections.

import type { FieldError } from "../field-error.ts";
import type { MessageObject } from "../message.ts";
import { interactiveErrors } from "./interactive-rules.ts";
import { locationErrors, mediaErrors } from "./source-rules.ts";
import { templateErrors } from "./template-rules.ts";

/** What is wrong with a message whose shape is right. */
export function messageErrors(message: MessageObject): FieldError[] {
  switch (message.type) {
    case "image":
      return mediaErrors("/image", message.image);
    case "video":
      return mediaErrors("/video", message.video);
    case "audio":
      return mediaErrors("/audio", message.audio);
    case "document":
      return mediaErrors("/document", message.document);
    case "sticker":
      return mediaErrors("/sticker", message.sticker);
    case "location":
      return locationErrors("/location", message.location);
    case "contacts":
      return message.contacts.flatMap(({ name }, index) => nameErrors(`/contacts/${index}/name`, name));
    case "interactive":
      return interactiveErrors("/interactive", message.interactive);
    case "template":
      return templateErrors("/template", message.template);
    case "text":
    case "reaction":
      return [];
  }
}

type Name = Extract<MessageObject, { type: "contacts" }>["contacts"][number]["name"];

function nameErrors(path: string, name: Name): FieldError[] {
  if (Object.keys(name).length > 1) return [];
  return [{ path, message: "must have one more part beside formatted_name, such as first_name" }];
}
