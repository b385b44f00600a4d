// Makes libsignal's failed attempts to decrypt free of side effects.

import { libsignal, ratchetClassOf } from "./libsignal.ts";
import type { RatchetState, SessionCipherPrototype } from "./libsignal.ts";

/** libsignal's own, for the test that shows what it does. */
export const unsafely = libsignal.SessionCipher.prototype.decryptWithSessions;

/**
 * libsignal-node 6.0.0 tries a message against every ratchet it has with a contact, and moves the wrong ones
 * forward before it finds the MAC bad. Two living ratchets, normal after both sides wrote first at once, so
 * destroy each other for good. WhatsApp's own clients leave the ones that do not fit as they were.
 */
export function decryptSafely(): void {
  libsignal.SessionCipher.prototype.decryptWithSessions = decryptWithSessions;
}

async function decryptWithSessions(
  this: SessionCipherPrototype,
  data: Uint8Array,
  sessions: RatchetState[],
): Promise<{ session: RatchetState; plaintext: Uint8Array }> {
  for (const session of sessions) {
    const before = ratchetClassOf(session).deserialize(structuredClone(session.serialize()));
    try {
      const plaintext = await this.doDecryptWhisperMessage(data, session);
      session.indexInfo.used = Date.now();
      return { session, plaintext };
    } catch {
      restore(session, before);
    }
  }
  // Baileys recognises this text.
  throw new Error("No matching sessions found for message");
}

function restore(session: RatchetState, before: RatchetState): void {
  for (const key of Object.keys(session)) delete session[key];
  Object.assign(session, before);
}
