// Makes Baileys check signatures: 7.0.0-rc14 forgets libsignal's answer and takes any for genuine.

import { Curve, generateSignalPubKey } from "baileys";
import { curve } from "./libsignal.ts";

/** Covers the server's certificate, the account's signature of this device, and signed pre-keys. */
export function checkSignatures(): void {
  Curve.verify = verifySignature;
}

export function verifySignature(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const prefixed = Buffer.from(generateSignalPubKey(Buffer.from(key)));
    return curve.verifySignature(prefixed, Buffer.from(message), Buffer.from(signature)) === true;
  } catch {
    // Keys and signatures of a wrong length.
    return false;
  }
}
