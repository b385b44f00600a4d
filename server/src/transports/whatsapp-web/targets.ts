// Finds the message that a reply quotes or a reaction points at: one of ours, or one we heard.

import type { SessionMemory } from "../transport.ts";
import { recall } from "./incoming/remember.ts";
import type { Target } from "./outgoing/compose.ts";
import type { SentMessages } from "./sent-messages.ts";

export async function findTarget(memory: SessionMemory, sent: SentMessages, id: string): Promise<Target> {
  const ours = await sent.find(id);
  if (ours) return { id, fromMe: true, message: ours.message };
  return { id, fromMe: false, message: await recall(memory, id) };
}
