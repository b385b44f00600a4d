// The log: JSON lines made only of fields named here, so that nobody's number, text or token gets in by
// accident.

import { type DestinationStream, pino } from "pino";
import { keyedHash } from "./crypto.ts";

/** The fields a line may have. A new one is a decision: is it free of what people wrote, and of secrets? */
export type LogFields = {
  request_id?: string;
  tenant_id?: string;
  key_id?: string;
  sender_id?: string;
  message_id?: string;
  attempt?: number;
  /**
   * Shown as a keyed hash and the last two digits: equal people meet in the log, nobody can be called from
   * it.
   */
  phone?: string;
  error?: unknown;
  code?: string;
  route?: string;
  status?: number;
  duration_ms?: number;
  count?: number;
  /** In hex: of an audit chain's head, and what signed it. */
  hash?: string;
  signature?: string;
  url?: string;
};

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

export type Log = {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
};

export type LogOptions = { level: LogLevel; role: string; phoneKey: Buffer; destination?: DestinationStream };

export function createLog(options: LogOptions): Log {
  const settings = { level: options.level, base: { role: options.role } };
  const lines = options.destination === undefined ? pino(settings) : pino(settings, options.destination);
  const show = (fields: LogFields = {}): Record<string, unknown> => shown(fields, options.phoneKey);
  // Messages are words of ours, but words with a value in them happen: they are scrubbed like an error's.
  return {
    debug: (message, fields) => {
      // Checked first: scrubbing what nobody reads would cost more than writing it.
      if (lines.isLevelEnabled("debug")) lines.debug(show(fields), scrub(message));
    },
    info: (message, fields) => lines.info(show(fields), scrub(message)),
    warn: (message, fields) => lines.warn(show(fields), scrub(message)),
    error: (message, fields) => lines.error(show(fields), scrub(message)),
  };
}

const allowed: Readonly<Record<keyof LogFields, true>> = {
  request_id: true,
  tenant_id: true,
  key_id: true,
  sender_id: true,
  message_id: true,
  attempt: true,
  phone: true,
  error: true,
  code: true,
  route: true,
  status: true,
  duration_ms: true,
  count: true,
  hash: true,
  signature: true,
  url: true,
};

function shown(fields: LogFields, phoneKey: Buffer): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const [name, value] of Object.entries<unknown>(fields)) {
    // Types let extra members and other values through; the line does not.
    if (!Object.hasOwn(allowed, name)) continue;
    if (name === "error") line[name] = shownError(value);
    else if (typeof value === "number") line[name] = value;
    else if (typeof value === "string")
      line[name] = name === "phone" ? hiddenPhone(value, phoneKey) : scrub(value);
  }
  return line;
}

/** Twelve hex digits tell a tenant's people apart and no more. */
export function hiddenPhone(phone: string, key: Buffer): string {
  return `${keyedHash(key, phone).toString("hex", 0, 6)}…${phone.slice(-2)}`;
}

/** Name, code, message and stack only: a database error's `detail` quotes the row. */
function shownError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return {
    type: error.name,
    ...code,
    message: scrub(error.message),
    stack: scrub(error.stack ?? ""),
    ...(error.cause === undefined ? {} : { cause: shownError(error.cause) }),
  };
}

/**
 * The second net under the list of fields: what looks like a token, a password in an address, or a number.
 */
function scrub(text: string): string {
  return text
    .replaceAll(/\bwp_(live|test)_[0-9A-Za-z_]+/g, "wp_$1_[hidden]")
    .replaceAll(/\b(EAA|Bearer\s+)[\w.~+/=-]{8,}/g, "$1[hidden]")
    .replaceAll(/(\w+:\/\/[^\s:/@]*):[^\s@/]*@/g, "$1:[hidden]@")
    .replaceAll(/\+?\b(?<![\w-])\d{7,15}(?![\w-])/g, "[number]");
}
