// What the simulator has on a person's phone, as one conversation in the API's words. Pure.

import type { SandboxChatMessage } from "@waypost/contract";

export type SimulatedPhone = {
  name: string;
  chats: readonly { with: string; blocked: boolean }[];
  received: readonly Received[];
  written: readonly Written[];
};

type Content = Readonly<Record<string, unknown>>;
type Received = Content & {
  id: string;
  from: string;
  type: string;
  received_at: string;
  read_at: string | null;
};
type Written = Content & { id: string; with: string; type: string; at: string; read_by_business: boolean };

/** Oldest first; of numbers that have no sender none are shown. */
export function messagesOf(
  phone: SimulatedPhone,
  senderOf: (digits: string) => string | null,
): SandboxChatMessage[] {
  const received = phone.received.map((one) => ({
    ...common(one),
    sender: senderOf(one.from),
    from: "sender" as const,
    at: one.received_at,
    read_at: one.read_at,
  }));
  const written = phone.written.map((one) => ({
    ...common(one),
    sender: senderOf(one.with),
    from: "person" as const,
    at: one.at,
    read_at: one.read_by_business ? one.at : null,
  }));
  return [...received, ...written]
    .flatMap((one) => (one.sender === null ? [] : [{ ...one, sender: one.sender }]))
    .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

function common(message: Content & { id: string; type: string }) {
  const { id, type } = message;
  const content = objectAt(message, type);
  return { id, type, text: wordsOf(message, content), content };
}

/** A template's words as its account has them; else the body, the caption, or what a button says. */
function wordsOf(message: Content, content: Content): string | null {
  const { header, body, footer } = objectAt(message, "rendered");
  const rendered = [header, body, footer].filter((part) => typeof part === "string");
  if (rendered.length > 0) return rendered.join("\n");
  const inside = [
    content["body"],
    content["caption"],
    content["text"],
    content["emoji"],
    content["name"],
    objectAt(content, "body")["text"],
    objectAt(content, "button_reply")["title"],
    objectAt(content, "list_reply")["title"],
  ];
  return inside.find((part) => typeof part === "string") ?? null;
}

function objectAt(of: Content, name: string): Content {
  const value = of[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Content) : {};
}
