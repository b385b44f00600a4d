// Buttons and lists as a poll: a press instead of typing a number, for senders that want it.

import type { Choices, Interactive } from "../../wording/choices.ts";

export type Poll = { name: string; choices: Choices };

/** As WhatsApp's apps allow them. */
const optionsMax = 12;
const nameMax = 255;
const optionMax = 100;

/** Null for what a poll would lose something of: a picture, sections, descriptions, a long text. */
export function pollOf(interactive: Interactive): Poll | null {
  const choices = choicesIn(interactive);
  const name = choices === null ? null : nameOf(interactive);
  if (choices === null || name === null || name.length > nameMax) return null;
  const titles = choices.options.map(({ title }) => title);
  // A vote names its option by a hash of the title alone.
  const areDistinct = new Set(titles).size === titles.length;
  const fits = titles.length >= 2 && titles.length <= optionsMax;
  return areDistinct && fits && titles.every((title) => title.length <= optionMax) ? { name, choices } : null;
}

function choicesIn(interactive: Interactive): Choices | null {
  if (interactive.type === "button") {
    return { reply: "button_reply", options: interactive.action.buttons.map(({ reply }) => reply) };
  }
  if (interactive.type !== "list") return null;
  const [section, ...others] = interactive.action.sections;
  if (!section || others.length > 0) return null;
  const isPlain = section.rows.every(({ description }) => description === undefined);
  return isPlain ? { reply: "list_reply", options: section.rows } : null;
}

function nameOf(interactive: Interactive): string | null {
  if (interactive.type !== "button" && interactive.type !== "list") return null;
  const { header, body, footer } = interactive;
  if (header !== undefined && header.type !== "text") return null;
  return [header?.text, body.text, footer?.text].filter((part) => part !== undefined).join("\n\n");
}
