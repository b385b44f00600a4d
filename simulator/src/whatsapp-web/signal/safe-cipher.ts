// The session cipher of libsignal, made safe: a message that does not belong to a session must not change it.
import libsignal from "libsignal";

/** What libsignal 6.0.0 has and its types leave out. */
type Session = {
  indexInfo: { used: number };
  serialize(): object;
  constructor: { deserialize(data: object): object };
};
type Internals = {
  doDecryptWhisperMessage(data: Uint8Array, session: Session): Promise<Buffer>;
  decryptWithSessions(data: Uint8Array, sessions: Session[]): Promise<Decrypted>;
};
type Decrypted = { session: Session; plaintext: Buffer };

/**
 * libsignal steps the ratchet before it checks the MAC, on every session it tries, and stores all. Real clients
 * do not; with two live sessions (both sides wrote first) the wrong one would be destroyed.
 */
export function createSafeCipher(
  storage: libsignal.SignalStorage,
  address: libsignal.ProtocolAddress,
): libsignal.SessionCipher {
  const cipher = new libsignal.SessionCipher(storage, address) as libsignal.SessionCipher & Internals;
  cipher.decryptWithSessions = (data, sessions) => decryptWithSessions(cipher, data, sessions);
  return cipher;
}

async function decryptWithSessions(
  cipher: Internals,
  data: Uint8Array,
  sessions: Session[],
): Promise<Decrypted> {
  for (const session of sessions) {
    const before = session.constructor.deserialize(structuredClone(session.serialize()));
    try {
      // oxlint-disable-next-line no-await-in-loop -- most recently used first, one at a time
      const plaintext = await cipher.doDecryptWhisperMessage(data, session);
      session.indexInfo.used = Date.now();
      return { session, plaintext };
    } catch {
      for (const key of Object.keys(session)) Reflect.deleteProperty(session, key);
      Object.assign(session, before);
    }
  }
  throw new Error("No session of this device decrypts the message");
}
