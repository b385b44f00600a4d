// What the driver says to the log: its own words, and of Baileys' only those that cannot carry a secret.

import type { UserFacingSocketConfig } from "baileys";

/** Texts are ours or Baileys' constant messages: never a key, a number or a word of a message. */
export type Log = (level: "warn" | "error", text: string) => void;

type BaileysLogger = NonNullable<UserFacingSocketConfig["logger"]>;

/**
 * Baileys hands its logger handshakes, whole nodes and key records as objects, so those stop here. Of its
 * texts the digits go, because some name a contact.
 */
export function baileysLogger(log: Log): BaileysLogger {
  const say = (level: "warn" | "error") => (first: unknown, text?: string) => {
    const words = typeof first === "string" ? first : text;
    if (words !== undefined) log(level, `baileys: ${redacted(words)}`);
  };
  const logger: BaileysLogger = {
    level: "warn",
    child: () => logger,
    trace: () => {},
    debug: () => {},
    info: () => {},
    warn: say("warn"),
    error: say("error"),
  };
  return logger;
}

/** Long runs of digits are numbers and LIDs, long runs of base64 or hex are keys. */
export function redacted(text: string): string {
  return text
    .slice(0, 300)
    .replace(/[A-Za-z0-9+/_=-]{24,}/g, "[hidden]")
    .replace(/\d{5,}/g, "[number]");
}
