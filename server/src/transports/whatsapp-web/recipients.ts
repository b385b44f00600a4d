// Who a number belongs to at WhatsApp: asked once before the first contact, and remembered.

import type { WASocket } from "baileys";
import type { SessionMemory } from "../transport.ts";
import { createBoundedMap } from "./bounded-map.ts";
import { jidOf, phoneOf } from "./jids.ts";

export type Recipients = {
  /** Canonical numbers (E.164), null for those not on WhatsApp. Throws when WhatsApp does not answer. */
  check(socket: WASocket, numbers: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  /** Somebody who wrote needs no asking. */
  met(number: string): void;
};

const type = "recipient";
const hour = 60 * 60_000;

/**
 * Asking about many numbers is what spammers do, so answers are kept: a yes in the session's memory, a no for
 * an hour only, because people do join.
 */
export function createRecipients(memory: SessionMemory, now: () => Date): Recipients {
  const cache = createBoundedMap<string>({ entries: 20_000 });
  const absent = createBoundedMap<true>({ entries: 5000, lifeMs: hour, now });
  return {
    check: async (socket, numbers) => {
      const answer = new Map<string, string | null>();
      const unknown = new Set<string>();
      for (const number of numbers) {
        const known = absent.get(number) ? null : cache.get(number);
        if (known === undefined) unknown.add(number);
        else answer.set(number, known);
      }
      for (const [number, bytes] of await read(memory, [...unknown])) {
        const canonical = Buffer.from(bytes).toString("utf8");
        unknown.delete(number);
        cache.set(number, canonical);
        answer.set(number, canonical);
      }
      const asked = await ask(socket, [...unknown]);
      const found = [...asked].filter((entry): entry is [string, string] => entry[1] !== null);
      if (found.length > 0)
        await memory.write(found.map(([id, text]) => ({ type, id, value: Buffer.from(text) })));
      for (const [number, canonical] of asked) {
        if (canonical === null) absent.set(number, true);
        else cache.set(number, canonical);
        answer.set(number, canonical);
      }
      return answer;
    },
    met: (number) => {
      absent.delete(number);
      if (cache.get(number) === undefined) cache.set(number, number);
    },
  };
}

async function read(memory: SessionMemory, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  return ids.length === 0 ? new Map() : await memory.read(type, ids);
}

/**
 * The answer lists canonical numbers, not which was asked: a Brazilian number may come back without its ninth
 * digit. Those that come back as they went are settled; the others are asked one by one.
 */
async function ask(socket: WASocket, numbers: readonly string[]): Promise<Map<string, string | null>> {
  const answer = new Map<string, string | null>();
  if (numbers.length === 0) return answer;
  const found = await present(socket, numbers);
  const same = numbers.filter((number) => found.has(number));
  const others = numbers.filter((number) => !found.has(number));
  for (const number of same) answer.set(number, number);
  const differs = found.size > same.length;
  for (const number of others) {
    const alone = differs && numbers.length > 1 ? await present(socket, [number]) : found;
    answer.set(number, differs ? ([...alone][0] ?? null) : null);
  }
  return answer;
}

async function present(socket: WASocket, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  // Undefined is what a timeout looks like.
  const results = await socket.onWhatsApp(...numbers.map(jidOf));
  if (!results) throw new Error("WhatsApp did not say whether the number exists.");
  const phones = results.filter(({ exists }) => exists).map(({ jid }) => phoneOf(jid));
  return new Set(phones.filter((phone) => phone !== null));
}
