// A phone of somebody in the sandbox, as it is looked at and used from outside: what is on it, and what can be done.

import Type from "typebox";
import { closed, freeObject, instant, nullable, text, words } from "../json-schema.ts";

const sender = Type.String({ description: "Id of a sender of this tenant, in test mode." });

export const sandboxChat = closed(
  {
    sender,
    name: Type.String(),
    address: Type.String({ description: "The business number, E.164." }),
    blocked: Type.Boolean({ description: "Whether this person blocks it." }),
  },
  { title: "SandboxChat" },
);

export const sandboxChatMessage = closed(
  {
    id: Type.String({ description: "WhatsApp's id, `provider_message_id` of the message." }),
    sender,
    from: words("sender", "person"),
    type: Type.String(),
    text: nullable(Type.String({ description: "What can be read of it; null when it has no words." })),
    content: { ...freeObject, description: "As it came, by its type." },
    at: instant,
    read_at: nullable(instant),
  },
  { title: "SandboxChatMessage" },
);

/** Chats with this tenant's senders only, whoever else writes to the same simulated person. */
export const sandboxPhone = closed(
  {
    phone: Type.String({ description: "E.164." }),
    name: Type.String(),
    chats: Type.Array(sandboxChat, { description: "Every test sender that has a number." }),
    messages: Type.Array(sandboxChatMessage, {
      description: "The latest hundred of each way, oldest first.",
    }),
  },
  { title: "SandboxPhone" },
);
export type SandboxPhone = Type.Static<typeof sandboxPhone>;
export type SandboxChatMessage = Type.Static<typeof sandboxChatMessage>;

export const sandboxReply = closed({ sender: text(64), text: text(4_096) }, { title: "SandboxReply" });
export type SandboxReply = Type.Static<typeof sandboxReply>;

export const sandboxBlock = closed({ sender: text(64), blocked: Type.Boolean() }, { title: "SandboxBlock" });
export type SandboxBlock = Type.Static<typeof sandboxBlock>;

/** What its camera sees, or what is typed in place of it. */
export const sandboxScan = closed(
  {
    qr: Type.Optional({ ...text(4_096), description: "The text of a sender's QR code." }),
    code: Type.Optional({ ...text(16), description: "A pairing code." }),
  },
  { title: "SandboxScan", minProperties: 1, maxProperties: 1 },
);
export type SandboxScan = Type.Static<typeof sandboxScan>;

export const sandboxScanned = closed({
  phone: Type.String({ description: "The number that is linked now." }),
});
