// Buttons and lists as numbered text, for roads whose imitations of real ones many phones do not show.

import type { MessageObject } from "@waypost/contract";

type Interactive = Extract<MessageObject, { type: "interactive" }>["interactive"];
type Option = { title: string; description?: string };

/** Null for kinds that text cannot stand in for: flows, products, requests, and headers that are not text. */
export function textOfInteractive(interactive: Interactive): string | null {
  switch (interactive.type) {
    case "button": {
      const options = interactive.action.buttons.map(({ reply }) => reply);
      return paragraphs(interactive, numbered(options, 1));
    }
    case "list":
      return paragraphs(interactive, sections(interactive.action.sections));
    case "cta_url": {
      const { display_text, url } = interactive.action.parameters;
      return paragraphs(interactive, `${display_text}: ${url}`);
    }
    default:
      return null;
  }
}

function sections(list: readonly { title?: string; rows: readonly Option[] }[]): string {
  let next = 1;
  const blocks = list.map(({ title, rows }) => {
    const block = numbered(rows, next);
    next += rows.length;
    return title === undefined ? block : `*${title}*\n${block}`;
  });
  return blocks.join("\n\n");
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

function paragraphs({ header, body, footer }: Framed, middle: string): string | null {
  if (header !== undefined && header.type !== "text") return null;
  const title = header === undefined ? null : `*${header.text}*`;
  const end = footer === undefined ? null : `_${footer.text}_`;
  return [title, body.text, middle, end].filter((part) => part !== null).join("\n\n");
}
