// Who an API key lets in, by its id: for what was begun with the key and goes on without it.

import { createBatcher } from "../kernel/batcher.ts";
import type { Caller } from "../kernel/route.ts";
import { type AuthenticateDeps, callerOf, rememberMs } from "./authenticate.ts";
import { type PresentedRow, readKeysById } from "./store/key.ts";

/** Answers at once for a key seen lately; null for one that is revoked or has expired. */
export type CallerOfKey = (id: string) => Caller | null | Promise<Caller | null>;

const rememberedMax = 20_000;

/** From wherever: who began with the key was where it may be used. */
export function createCallerOfKey({ engine, now }: Pick<AuthenticateDeps, "engine" | "now">): CallerOfKey {
  // However many go on, one look-up at a time takes all that wait.
  const lookUp = createBatcher<string, PresentedRow | null>({
    flushesMax: 1,
    itemsMax: 500,
    flush: async (ids) => {
      const rows = new Map((await readKeysById(engine, [ids])).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id) ?? null);
    },
  });
  const known = new Map<string, { caller: Caller | null; until: number }>();
  return (id) => {
    const remembered = known.get(id);
    if (remembered !== undefined && now() < remembered.until) return remembered.caller;
    return lookUp.add(id).then((row) => {
      const at = now();
      const expiresAt = row?.expires_at?.getTime() ?? Infinity;
      const caller = row === null || expiresAt <= at ? null : callerOf(row);
      if (known.size >= rememberedMax) known.clear();
      known.set(id, { caller, until: Math.min(at + rememberMs, caller === null ? Infinity : expiresAt) });
      return caller;
    });
  };
}
