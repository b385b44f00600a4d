// What a person said in words, wherever in their message it stands: typed, edited, or read off a button they pressed.

import type { ReceivedType } from "@waypost/contract";
import type { Utterance } from "../../audience/index.ts";
import { type Fields, fieldsOf, textOf } from "./values.ts";

/** Null for what has no words of its own; a caption stands below a picture and speaks of that. */
export function utteranceIn(type: ReceivedType, body: Fields): Utterance | null {
  const content = fieldsOf(body[type]);
  switch (type) {
    case "text":
      return utter(content["body"], false);
    case "edited":
      return utter(fieldsOf(fieldsOf(content["message"])["text"])["body"], false);
    case "button":
      return utter(content["text"], true);
    case "interactive":
      return utter(fieldsOf(content[String(content["type"])])["title"], true);
    default:
      return null;
  }
}

function utter(value: unknown, pressed: boolean): Utterance | null {
  const text = textOf(value);
  return text === null ? null : { text, pressed };
}
