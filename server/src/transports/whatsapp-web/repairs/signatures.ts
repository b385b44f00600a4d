// Makes Baileys check signatures: 7.0.0-rc14 forgets libsignal's answer and takes any for genuine.

import { AsyncLocalStorage } from "node:async_hooks";
import { Curve, generateSignalPubKey, WA_CERT_DETAILS } from "baileys";
import { curve } from "./libsignal.ts";

/** Covers the server's certificate, the account's signature of this device, and signed pre-keys. */
export function checkSignatures(): void {
  // One object for the whole process: whoever changed it would change whom live senders trust.
  Object.freeze(WA_CERT_DETAILS);
  Curve.verify = verifySignature;
}

const sandboxRoot = new AsyncLocalStorage<Uint8Array | null>();

/**
 * Opens a connection whose server's certificate may be signed by this root and no other; null is WhatsApp's.
 * Node keeps what a socket was opened in for all it ever calls. Where that should fail, WhatsApp's root is
 * asked for: a live connection can come to trust the sandbox by no mistake, and a connection opened from
 * within another's callbacks takes nothing over from it.
 */
export function trusting<Result>(root: Uint8Array | null, open: () => Result): Result {
  return sandboxRoot.run(root, open);
}

export function verifySignature(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  // The very object, which no certificate can contain: not whatever key has the same bytes.
  const by = key === WA_CERT_DETAILS.PUBLIC_KEY ? (sandboxRoot.getStore() ?? key) : key;
  try {
    const prefixed = Buffer.from(generateSignalPubKey(Buffer.from(by)));
    return curve.verifySignature(prefixed, Buffer.from(message), Buffer.from(signature)) === true;
  } catch {
    // Keys and signatures of a wrong length.
    return false;
  }
}
