// Gives a send of a file its identity: the same file with the same options is the same send, however often it
// is run.

import { createHash } from "node:crypto";
import { canonicalJson } from "../kernel/fingerprint.ts";

/** `options` is everything beside the file that shapes its messages. */
export function sendId(fileHash: string, options: unknown): string {
  const hash = createHash("sha256")
    .update(`${fileHash}\n${canonicalJson(options)}`)
    .digest("hex");
  return `csv-${hash.slice(0, 24)}`;
}

/**
 * Unique for good, where Idempotency-Keys are forgotten after a week: a file that is sent again next month,
 * or with another batch size, still reaches nobody twice.
 */
export function referenceOf(send: string, row: number): string {
  return `${send}-${row}`;
}

export function belongsTo(send: string, reference: string | null): boolean {
  return reference?.startsWith(`${send}-`) === true;
}

/** The batch size is part of it, because the key stands for one exact body. */
export function batchKey(send: string, batchSize: number, index: number): string {
  return `${send}-${batchSize}-${index}`;
}

/**
 * When the API made a message: its id is a version 7 UUID, which begins with the milliseconds (RFC 9562
 * §5.7).
 */
export function createdAt(messageId: string): Date {
  return new Date(Number.parseInt(messageId.slice("msg_".length, "msg_".length + 12), 16));
}
