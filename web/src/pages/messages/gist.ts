// What a message says in one line. Pure.
import type { Message } from "@waypost/sdk";

/** Null where it has no words of its own: then its type says what it is. */
export function gistOf(message: Message): string | null {
  if (message.content_removed === true) return null;
  switch (message.type) {
    case "text":
      return oneLine(message.text.body);
    case "template":
      return message.template.name;
    case "image":
      return oneLine(message.image.caption);
    case "video":
      return oneLine(message.video.caption);
    case "document":
      return oneLine(message.document.caption ?? message.document.filename);
    default:
      return null;
  }
}

const lettersMax = 200;

function oneLine(text: string | undefined): string | null {
  const line = text?.slice(0, lettersMax).replaceAll(/\s+/g, " ").trim();
  return line === undefined || line === "" ? null : line;
}
