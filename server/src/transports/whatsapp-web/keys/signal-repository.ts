// Puts the vault under all of Baileys, and our hands around what it encrypts and decrypts.

import { AsyncLocalStorage } from "node:async_hooks";
import { Curve, DEFAULT_CONNECTION_CONFIG } from "baileys";
import type { SignalKeyStoreWithTransaction, SocketConfig } from "baileys";
import type { Row } from "./rows.ts";
import type { Vault } from "./vault.ts";

type MakeRepository = SocketConfig["makeSignalRepository"];
type Repository = ReturnType<MakeRepository>;

/**
 * Called with each message decrypted, before the ratchet is kept and before Baileys tells WhatsApp that it
 * has it. A crash at any point so ends in the same message once more, never in one lost.
 */
export type Heard = (ciphertext: Uint8Array, plaintext: Uint8Array) => Promise<void>;
/** Called after each attempt to decrypt, whatever came of it. */
export type Tried = (ciphertext: Uint8Array) => void;

export type Ears = { heard: Heard; tried: Tried };

/**
 * `along` becomes durable in one write with the first ratchet that moves for it. `encrypted` from then until the
 * message is handed over to leave (../frames.ts); `mayHaveLeft` once it is no longer held back, which it never is
 * once it is `calledOff`.
 */
export type Sending = { along: Row | null; encrypted: boolean; mayHaveLeft: boolean; calledOff: boolean };

/** Follows one send through Baileys. */
export const sending = new AsyncLocalStorage<Sending>();

/**
 * `makeSignalRepository` is a public option that is handed the very object through which all of Baileys'
 * modules reach the keys, so this needs no fork and no patch.
 */
export function repositoryOver(vault: Vault, ears: Ears): MakeRepository {
  return (auth, logger, pnToLid) => {
    Object.assign(auth.keys, vault.keys satisfies SignalKeyStoreWithTransaction);
    const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, logger, pnToLid);
    return { ...repository, ...guarded(repository, vault, ears) };
  };
}

function guarded(repository: Repository, vault: Vault, { heard, tried }: Ears) {
  return {
    encryptMessage: async (message) => {
      const encrypted = await repository.encryptMessage(message);
      const progress = sending.getStore();
      if (!progress) {
        // A repetition, say, that Baileys makes by itself.
        await vault.commitSoFar();
        return encrypted;
      }
      const { along } = progress;
      progress.along = null;
      if (along) await vault.put(along);
      progress.encrypted = true;
      return encrypted;
    },
    decryptMessage: async (message) => {
      try {
        return await vault.keys.transaction(async () => {
          const plaintext = await repository.decryptMessage(message);
          await heard(message.ciphertext, plaintext);
          return plaintext;
        }, message.jid);
      } finally {
        tried(message.ciphertext);
      }
    },
    injectE2ESession: async (bundle) => {
      const { identityKey, signedPreKey } = bundle.session;
      // libsignal skips this check, so a server could hand out pre-keys of its own.
      const genuine = Curve.verify(identityKey, signedPreKey.publicKey, signedPreKey.signature);
      if (!genuine) throw new Error("A contact's signed pre-key has a wrong signature.");
      await repository.injectE2ESession(bundle);
    },
  } satisfies Partial<Repository>;
}
