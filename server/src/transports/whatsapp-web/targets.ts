// Finds the message that a reply quotes or a reaction points at: one of ours, or one we heard.

import { proto } from "baileys";
import type { SessionMemory } from "../transport.ts";
import { heardType } from "./incoming/hearing.ts";
import type { Target } from "./outgoing/compose.ts";
import type { SentMessages } from "./sent-messages.ts";

export async function findTarget(memory: SessionMemory, sent: SentMessages, id: string): Promise<Target> {
  const ours = await sent.find(id);
  if (ours) return { id, fromMe: true, message: ours.message };
  const heard = (await memory.read(heardType, [id])).get(id);
  return { id, fromMe: false, message: heard ? proto.Message.decode(heard) : null };
}
