// Reads what a person chose of what they were offered: a button, a line of a list, a form that they filled in.

import { type Fields, fieldsOf, given, storableValue, textOf } from "./values.ts";

export function readInteractive(value: unknown): Record<string, unknown> | null {
  const interactive = fieldsOf(value);
  const { type } = interactive;
  if (type === "button_reply") return readChoice(type, fieldsOf(interactive[type]));
  if (type === "list_reply") return readChoice(type, fieldsOf(interactive[type]));
  return type === "nfm_reply" ? readForm(fieldsOf(interactive[type])) : null;
}

function readChoice(type: "button_reply" | "list_reply", choice: Fields): Record<string, unknown> | null {
  const [id, title] = [textOf(choice["id"]), textOf(choice["title"])];
  if (id === null && title === null) return null;
  const description = type === "list_reply" ? textOf(choice["description"]) : null;
  return { type, [type]: given({ id: id ?? "", title: title ?? "", description }) };
}

/** A flow's answers come as JSON within JSON; what is none is kept as the text it is. */
function readForm({ name, body, response_json }: Fields): Record<string, unknown> {
  const response = parse(response_json);
  return { type: "nfm_reply", nfm_reply: { name: textOf(name), body: textOf(body), response } };
}

function parse(text: unknown): Fields | null {
  if (typeof text !== "string") return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return fieldsOf(storableValue(value));
    }
  } catch {
    // Not JSON: kept as it is.
  }
  return { text: textOf(text) };
}
