// Who a number belongs to at WhatsApp: asked of WAHA once before the first contact, and remembered.

import { fields } from "../http/json.ts";
import type { SessionMemory } from "../transport.ts";
import type { Api } from "./api.ts";

export type Recipients = {
  /** The chat of a number (E.164), null when it is not on WhatsApp, undefined when WAHA did not say. */
  chatOf(number: string, signal: AbortSignal): Promise<string | null | undefined>;
};

const type = "recipient";
const entriesMax = 20_000;
const hour = 60 * 60_000;

export type RecipientsDeps = { api: Api; session: string; memory: SessionMemory | undefined; now(): Date };

/**
 * Asking about many numbers is what spammers do, so answers are kept: a yes in the session's memory, a no for
 * an hour only, because people do join. The chat's id may differ from the number (how-to/send-messages, "chatId",
 * on Brazilian numbers).
 */
export function createRecipients(deps: RecipientsDeps): Recipients {
  const known = new Map<string, string>();
  const absent = new Map<string, number>();
  return {
    chatOf: async (number, signal) => {
      const chat = known.get(number) ?? (await recall(deps, number));
      if (chat !== null) return keep(known, number, chat);
      const since = absent.get(number);
      if (since !== undefined && deps.now().getTime() - since < hour) return null;
      const asked = await ask(deps, number, signal);
      if (asked === null) keep(absent, number, deps.now().getTime());
      if (typeof asked !== "string") return asked;
      await deps.memory?.write([{ type, id: number, value: Buffer.from(asked) }]);
      return keep(known, number, asked);
    },
  };
}

function keep<Value>(map: Map<string, Value>, number: string, value: Value): Value {
  if (map.size >= entriesMax) map.clear();
  map.set(number, value);
  return value;
}

async function recall({ memory }: RecipientsDeps, number: string): Promise<string | null> {
  const bytes = (await memory?.read(type, [number]))?.get(number);
  return bytes === undefined ? null : Buffer.from(bytes).toString("utf8");
}

/** how-to/contacts, "Check phone number exists". */
async function ask(
  { api, session }: RecipientsDeps,
  number: string,
  signal: AbortSignal,
): Promise<string | null | undefined> {
  const query = new URLSearchParams({ phone: number.replace("+", ""), session });
  const asked = await api.call({ method: "GET", path: `/contacts/check-exists?${query.toString()}` }, signal);
  if (asked.kind !== "answered" || asked.answer.status !== 200) return undefined;
  const { numberExists, chatId } = fields(asked.answer.body);
  if (numberExists === false) return null;
  if (numberExists !== true) return undefined;
  return typeof chatId === "string" && /^\d{5,20}@(c\.us|lid)$/.test(chatId)
    ? chatId
    : `${number.replace("+", "")}@c.us`;
}
