// Answers a repeated request with the first one's answer: the key's row lives and dies with the request's
// transaction.

import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { fingerprint } from "../kernel/fingerprint.ts";
import type { Reply, RouteRequest } from "../kernel/route.ts";
import { claimKey, dropKey, readAnswer, setLockTimeout, storeAnswer } from "./store.ts";

/**
 * The header's value, or null when there is none; throws when it is not 1 to 255 printable ASCII
 * characters.
 */
export function readIdempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  if (typeof header === "string" && /^[\x20-\x7e]{1,255}$/.test(header)) return header;
  throw new AppError("invalid_header", "Idempotency-Key must be 1 to 255 printable ASCII characters.", {
    errors: [{ path: "header.idempotency-key", message: "must be 1 to 255 printable ASCII characters" }],
  });
}

/**
 * A twin that runs at the same time waits on the unique index for the first to end: it then finds the
 * answer, or the key free again when the first was rolled back. Nothing can be left "in progress" by a
 * crash.
 */
export async function answerOnce(
  tx: Tx,
  route: string,
  request: RouteRequest & { idempotencyKey: string },
  run: () => Promise<Reply>,
): Promise<Reply> {
  const name = [request.caller.tenantId, request.caller.mode, route, request.idempotencyKey];
  const print = Buffer.from(fingerprint({ params: request.params, body: request.body }), "hex");
  if (!(await claim(tx, name, print))) return answerOf(await readAnswer(tx, name), print);
  const reply = await run();
  // A refusal is not an answer to keep: it may be corrected and sent again under the same key.
  if (reply.status < 200 || reply.status >= 300) await dropKey(tx, name);
  else await storeAnswer(tx, [...name, reply.status, JSON.stringify(reply.kept ?? reply.body ?? null)]);
  return reply;
}

/** Longer would hold a connection per waiting twin; the caller is told to come back instead. */
const twinWaitMs = 2_000;

async function claim(tx: Tx, name: readonly string[], print: Buffer): Promise<boolean> {
  await setLockTimeout(tx, [String(twinWaitMs)]);
  try {
    const claimed = await claimKey(tx, [...name, print]);
    await setLockTimeout(tx, ["0"]);
    return claimed.length > 0;
  } catch (error) {
    throw isLockTimeout(error) ? inProgress() : error;
  }
}

function answerOf(
  [stored]: readonly { fingerprint: Buffer; status: number; response: unknown }[],
  print: Buffer,
): Reply {
  // Pruned in this very moment: the repeat will be a new request.
  if (stored === undefined) throw inProgress();
  if (!stored.fingerprint.equals(print)) {
    throw new AppError("idempotency_mismatch", "This Idempotency-Key was used with another body.");
  }
  return { status: stored.status, body: stored.response, headers: { "idempotency-replayed": "true" } };
}

function inProgress(): AppError {
  return new AppError(
    "idempotency_in_progress",
    "The first request with this Idempotency-Key is still running.",
    {
      headers: { "retry-after": "1" },
    },
  );
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "55P03";
}
