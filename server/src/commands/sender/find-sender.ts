// The sender that a person means, by its id or by its number.
import type { SenderResource } from "@waypost/contract";
import { everyItem } from "../../client/index.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { ApiUse } from "../api-access.ts";

/** A number may be written with spaces and the like; its country code is needed. */
export async function findSender({ ask }: Pick<ApiUse, "ask">, named: string): Promise<SenderResource> {
  if (named.startsWith("snd_")) return ask("GET /v1/senders/:id", { id: named });
  const digits = named.replace(/[\s().+-]/g, "");
  if (!/^\d{5,15}$/.test(digits))
    throw new Refusal(`"${named}" is neither a sender's id (snd_…) nor a number.`);
  for await (const sender of everyItem((query) => ask("GET /v1/senders", { query }))) {
    if (sender.address === `+${digits}`) return sender;
  }
  throw new Refusal(`There is no sender with the number +${digits}; \`waypost sender list\` shows them.`);
}
