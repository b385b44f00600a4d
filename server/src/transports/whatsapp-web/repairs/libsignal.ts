// Reaches the libsignal that Baileys itself uses, and says what of it the repairs touch.

import { createRequire } from "node:module";

/** One double ratchet; the record of a contact may hold several. */
export type RatchetState = Record<string, unknown> & {
  indexInfo: { used: number };
  serialize(): unknown;
};

type RatchetClass = { deserialize(data: unknown): RatchetState };

export type SessionCipherPrototype = {
  decryptWithSessions(
    this: SessionCipherPrototype,
    data: Uint8Array,
    sessions: RatchetState[],
  ): Promise<{ session: RatchetState; plaintext: Uint8Array }>;
  doDecryptWhisperMessage(data: Uint8Array, session: RatchetState): Promise<Uint8Array>;
};

/** An object of methods, by name. */
export type Storage = Record<string, (...args: unknown[]) => unknown>;

type QueueJob = (job: () => Promise<unknown>) => Promise<unknown>;

type SessionBuilderPrototype = {
  storage: Storage;
  initOutgoing(this: SessionBuilderPrototype, device: unknown): Promise<void>;
};

type Libsignal = {
  SessionBuilder: { prototype: SessionBuilderPrototype };
  SessionCipher: { prototype: SessionCipherPrototype & { queueJob: QueueJob } };
  SessionRecord: new () => { closeSession(session: object): void };
};

type Curve = { verifySignature(key: Uint8Array, message: Uint8Array, signature: Uint8Array): unknown };

const here = createRequire(import.meta.url);
/** From where Baileys stands: a second copy of libsignal elsewhere in the tree would be the wrong one. */
const fromBaileys = createRequire(here.resolve("baileys"));

export const libsignal = fromBaileys("libsignal") as Libsignal;
export const curve = fromBaileys("libsignal/src/curve.js") as Curve;

export function ratchetClassOf(state: RatchetState): RatchetClass {
  const made: unknown = state.constructor;
  return made as RatchetClass;
}

export function installedVersions(): { baileys: unknown; libsignal: unknown } {
  const version = (manifest: unknown) => (manifest as { version?: unknown }).version;
  return {
    baileys: version(here("baileys/package.json")),
    libsignal: version(fromBaileys("libsignal/package.json")),
  };
}
