// The key everything this server shows is signed with: thrown away when the process ends.
import { generateKeyPairSync } from "node:crypto";

/** A raw X25519 key pair, as Noise and Signal use them. */
export type RawKeyPair = { private: Buffer; public: Buffer };

/** Made by node:crypto, so that nobody needs the protocol library merely to be told the public half. */
export function createRawKeyPair(): RawKeyPair {
  const { d, x } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  if (!d || !x) throw new Error("X25519 keys export both halves");
  return { private: Buffer.from(d, "base64url"), public: Buffer.from(x, "base64url") };
}
