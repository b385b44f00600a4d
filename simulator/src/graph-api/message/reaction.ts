// A reaction (Meta: messages): an emoji on a message of this conversation; "" takes it away.
import { entry } from "../../ledger/index.ts";
import { inboundById } from "../../people/inbound.ts";
import type { Sending } from "./content.ts";
import { invalid, missing, textAt } from "./fields.ts";
import type { Spot } from "./fields.ts";

const DAYS_30_MS = 30 * 86_400_000;

export function checkReaction({ network, body }: Sending, reaction: Spot) {
  const target = textAt(reaction, "message_id");
  const emoji = reaction.object["emoji"];
  if (emoji === undefined || emoji === null) throw missing(reaction, "emoji");
  if (typeof emoji !== "string" || !isEmojiOrEmpty(emoji))
    throw invalid(reaction, "emoji", "must be one emoji or empty");
  // Quoting is for messages; a reaction names its target itself.
  if (body.object["context"]) throw invalid(body, "context", "is not allowed for reactions");
  const sentAt = timeOf(network, target);
  if (sentAt === undefined || network.clock.now() - sentAt > DAYS_30_MS) {
    throw invalid(reaction, "message_id", "is not a message that can be reacted to");
  }
}

function timeOf(network: Sending["network"], id: string): number | undefined {
  const inbound = inboundById(network, id);
  if (inbound) return inbound.type === "reaction" ? undefined : inbound.at;
  const row = entry.rowOf(network.ledger, id);
  if (row === undefined || entry.kind(network.ledger, row) === "reaction") return undefined;
  return network.ledger.rows.acceptedAt.get(row);
}

/** One pictograph with its modifiers and joiners, a flag, or a keycap. */
function isEmojiOrEmpty(text: string): boolean {
  return text === "" || /^(\p{RGI_Emoji}|\p{Extended_Pictographic}\ufe0f?)$/v.test(text);
}
