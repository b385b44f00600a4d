// A template's buttons: as they are filled in, as Meta takes them, and back. Pure.
import { type Component, textOf } from "./component.ts";

export const buttonTypes = ["QUICK_REPLY", "URL", "PHONE_NUMBER"] as const;
type ButtonType = (typeof buttonTypes)[number];

/** `target` is an address or a number; a reply has none. */
export type Button = { type: ButtonType; text: string; target: string };

export function buttonOut({ type, text, target }: Button): Component {
  if (type === "URL") return { type, text, url: target };
  return type === "PHONE_NUMBER" ? { type, text, phone_number: target } : { type, text };
}

/** Null for what has more to it than these fields. */
export function buttonIn(button: unknown): Button | null {
  const { type: said, text, url, phone_number: number, ...more } = button as Component;
  const type = buttonTypes.find((each) => each === said);
  return type === undefined || Object.keys(more).length > 0
    ? null
    : { type, text: textOf(text), target: textOf(url ?? number) };
}
