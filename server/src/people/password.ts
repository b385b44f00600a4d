// Passwords as argon2id hashes: made, checked, and made anew when what a hash costs has been raised.

import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { createTurns } from "./turns.ts";

export type Passwords = {
  hash(password: string): Promise<string>;
  /** `kept`: null where there is no such person: it takes as long, and is wrong. */
  check(password: string, kept: string | null): Promise<{ right: boolean; outdated: boolean }>;
};

/** OWASP's Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const tagLength = 32;

/** A hash takes a core for some 30 ms and 19 MiB. Two at a time leave the other threads of the pool to the rest. */
const atOnce = 2;
/** A second of waiting. */
const waitingMax = 32;

export function createPasswords(): Passwords {
  const turn = createTurns({ atOnce, waitingMax });
  // Of no password: what somebody unknown is compared with.
  const nobody = `${prefix(cost)}${unpadded(randomBytes(16))}$${unpadded(randomBytes(tagLength))}`;
  return {
    hash: (password) => turn(() => hash(password)),
    check: async (password, kept) => {
      const against = kept ?? nobody;
      const right = await turn(() => matches(password, against));
      return { right: right && kept !== null, outdated: !against.startsWith(prefix(cost)) };
    },
  };
}

type Cost = typeof cost;
const derive = promisify(argon2);

async function hash(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive("argon2id", { ...cost, ...messageOf(password), nonce, tagLength });
  return `${prefix(cost)}${unpadded(nonce)}$${unpadded(tag)}`;
}

async function matches(password: string, kept: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(kept);
  const [, memory, passes, parallelism, nonce = "", tag = ""] = match ?? [];
  if (match === null) throw new Error("a kept password is a PHC string of argon2id");
  const wanted = Buffer.from(tag, "base64");
  const parameters: Argon2Parameters = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(nonce, "base64"),
    tagLength: wanted.length,
    ...messageOf(password),
  };
  return timingSafeEqual(await derive("argon2id", parameters), wanted);
}

/** The same letters typed on another machine may be other code points (NIST SP 800-63B, section 3.1.1.2). */
function messageOf(password: string): { message: string } {
  return { message: password.normalize("NFKC") };
}

/** The PHC string format, as every other implementation reads it. */
function prefix({ memory, passes, parallelism }: Cost): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}
