// From what a local template says to the message that carries it, in the shape every transport takes.

import type { MessageObject } from "@waypost/contract";

export type SaidFile = { kind: "image" | "video" | "document"; source: string; filename: string | null };

export type Said = {
  header: { text: string } | SaidFile | null;
  body: string;
  footer: string | null;
  buttons:
    | { kind: "replies"; replies: readonly { id: string; title: string }[] }
    | { kind: "url"; title: string; url: string }
    | null;
};

/** Buttons make it interactive, a file alone makes it a file with a caption, and all else is text. */
export function messageOf({ header, body, footer, buttons }: Said): MessageObject {
  if (buttons !== null) {
    const around = {
      ...(header === null ? {} : { header: headerOf(header) }),
      body: { text: body },
      ...(footer === null ? {} : { footer: { text: footer } }),
    };
    if (buttons.kind === "url") {
      const parameters = { display_text: buttons.title, url: buttons.url };
      return {
        type: "interactive",
        interactive: { type: "cta_url", ...around, action: { name: "cta_url", parameters } },
      };
    }
    const replies = buttons.replies.map(({ id, title }) => ({
      type: "reply" as const,
      reply: { id, title },
    }));
    return { type: "interactive", interactive: { type: "button", ...around, action: { buttons: replies } } };
  }
  const end = footer === null ? null : `_${footer}_`;
  if (header === null || "text" in header) {
    // As buttons are shown where there are none: WhatsApp's own marks for bold and italic.
    const title = header === null ? null : `*${header.text}*`;
    return { type: "text", text: { body: paragraphs([title, body, end]) } };
  }
  const file = { ...sourceOf(header.source), caption: paragraphs([body, end]) };
  switch (header.kind) {
    case "image":
      return { type: "image", image: file };
    case "video":
      return { type: "video", video: file };
    case "document":
      return { type: "document", document: { ...file, ...named(header) } };
  }
}

type Header = NonNullable<
  Extract<Extract<MessageObject, { type: "interactive" }>["interactive"], { type: "button" }>["header"]
>;

function headerOf(header: NonNullable<Said["header"]>): Header {
  if ("text" in header) return { type: "text", text: header.text };
  const source = sourceOf(header.source);
  switch (header.kind) {
    case "image":
      return { type: "image", image: source };
    case "video":
      return { type: "video", video: source };
    case "document":
      return { type: "document", document: { ...source, ...named(header) } };
  }
}

function sourceOf(source: string): { id: string } | { link: string } {
  return /^(\d+|med_[0-9a-f]{32})$/.test(source) ? { id: source } : { link: source };
}

function named({ filename }: SaidFile): { filename?: string } {
  return filename === null ? {} : { filename };
}

function paragraphs(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join("\n\n");
}
