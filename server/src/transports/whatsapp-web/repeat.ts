// Whether a message is still fresh enough to be repeated for a recipient who could not decrypt it.

import type { proto } from "baileys";
import type { SentMessages } from "./sent-messages.ts";

const repeatableMs = 24 * 60 * 60_000;

/** By its id alone: the address in the request may be the person's other one. */
export async function repeatable(
  sent: SentMessages,
  id: string | null | undefined,
  now: Date,
): Promise<proto.IMessage | undefined> {
  const found = id ? await sent.find(id) : null;
  return found && now.getTime() - found.at <= repeatableMs ? found.message : undefined;
}
