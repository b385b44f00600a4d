// Buttons and lists as numbered text, for roads that have no real ones: WhatsApp Web cannot send them, and what
// imitates them shows nothing at all on many phones. The answer is recognised by its number or its words.

import type { MessageObject } from "@waypost/contract";

export type Interactive = Extract<MessageObject, { type: "interactive" }>["interactive"];

/** What the answer will be told as, in Meta's words. */
export type Option = { id: string; title: string; description?: string };
export type Choices = { reply: "button_reply" | "list_reply"; options: readonly Option[] };

/** Null for kinds that text cannot stand in for: flows, products, requests for a location or an address. */
export function textOf(interactive: Interactive): { text: string; choices: Choices | null } | null {
  switch (interactive.type) {
    case "button":
      return buttons(interactive);
    case "list":
      return list(interactive);
    case "cta_url": {
      const { display_text, url } = interactive.action.parameters;
      return { text: paragraphs(interactive, `${display_text}: ${url}`), choices: null };
    }
    default:
      return null;
  }
}

/** For roads that have only the text to show: null also for a header that is a file. */
export function textAlone(interactive: Interactive): string | null {
  const header = "header" in interactive ? interactive.header : undefined;
  return header === undefined || header.type === "text" ? (textOf(interactive)?.text ?? null) : null;
}

function buttons(interactive: Extract<Interactive, { type: "button" }>) {
  const options = interactive.action.buttons.map(({ reply }) => reply);
  const text = paragraphs(interactive, numbered(options, 1));
  return { text, choices: { reply: "button_reply", options } as const };
}

function list(interactive: Extract<Interactive, { type: "list" }>) {
  const { sections } = interactive.action;
  const options = sections.flatMap(({ rows }) => rows);
  let next = 1;
  const blocks = sections.map(({ title, rows }) => {
    const block = numbered(rows, next);
    next += rows.length;
    return title === undefined ? block : `*${title}*\n${block}`;
  });
  const text = paragraphs(interactive, blocks.join("\n\n"));
  return { text, choices: { reply: "list_reply", options } as const };
}

function numbered(options: readonly Option[], first: number): string {
  return options
    .map(({ title, description }, index) => {
      const line = `${first + index}. ${title}`;
      return description === undefined ? line : `${line}\n   ${description}`;
    })
    .join("\n");
}

type Framed = Extract<Interactive, { type: "button" | "list" | "cta_url" }>;

function paragraphs({ header, body, footer }: Framed, middle: string): string {
  const title = header?.type === "text" ? `*${header.text}*` : null;
  const end = footer === undefined ? null : `_${footer.text}_`;
  return [title, body.text, middle, end].filter((part) => part !== null).join("\n\n");
}
