// Tells what becomes of a session, once per change: WAHA is asked every few seconds and mostly says the same.

import type { EmitEvents, NewChatsEvent, SessionEvent } from "../transport.ts";

export type Told = Pick<SessionEvent, "state" | "reason" | "address"> & { qr: string | null };

export type Teller = {
  tell(told: Told): Promise<void>;
  tellNewChatsLocked(until: Date | null): Promise<void>;
};

/** WhatsApp shows a code for 20 seconds, the first for 60; WAHA does not say since when it has had it. */
const qrMs = 30_000;

export function createTeller(emit: EmitEvents, now: () => Date): Teller {
  let last = "";
  let expiresAt = 0;
  let lockedUntil: number | null = null;
  return {
    tell: async ({ qr, ...told }) => {
      const at = now();
      const words = JSON.stringify([told.state, told.reason, told.address, qr]);
      // A code that is still shown is told of again before its end.
      const expiresSoon = qr !== null && expiresAt - at.getTime() < qrMs / 2;
      if (words === last && !expiresSoon) return;
      expiresAt = at.getTime() + qrMs;
      const shown = qr === null ? null : { text: qr, expiresAt: new Date(expiresAt) };
      await emit([{ kind: "session", ...told, qr: shown, at } satisfies SessionEvent]);
      last = words;
    },
    tellNewChatsLocked: async (until) => {
      const ms = until?.getTime() ?? null;
      if (ms === lockedUntil) return;
      await emit([{ kind: "new_chats_locked", until, at: now() } satisfies NewChatsEvent]);
      lockedUntil = ms;
    },
  };
}
