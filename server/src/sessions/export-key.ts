// The key of a session file, from its passphrase: scrypt, so that guessing costs memory.

import { scrypt } from "node:crypto";

/** OWASP's first recommendation for scrypt (Password Storage Cheat Sheet): 128 MiB and a third of a second a guess. */
export const scryptCost = { N: 2 ** 17, r: 8, p: 1 } as const;

/** Its own 128 MiB and what OpenSSL needs around them; Node's default would refuse. */
const memoryMax = 160 * 1024 * 1024;

let turn: Promise<unknown> = Promise.resolve();

/** One after another: callers who come together must not take a gigabyte and every thread of the process. */
export function keyOfPassphrase(passphrase: string, salt: Buffer): Promise<Buffer> {
  const key = turn.then(() => derive(passphrase, salt));
  turn = key.catch(() => undefined);
  return key;
}

/** Normalised, because two keyboards may write the same letter in two ways (RFC 8265 §4.2). */
function derive(passphrase: string, salt: Buffer): Promise<Buffer> {
  const options = { ...scryptCost, maxmem: memoryMax };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFC"), salt, 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
