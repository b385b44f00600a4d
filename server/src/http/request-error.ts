// Turns whatever ended a request into the one kind of error it is answered with.

import { AppError } from "../kernel/errors.ts";

/** `changes` tells whether the request may have changed something by the time it failed. */
export function requestError(error: unknown, changes: boolean): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) return broken();
  const code = "code" in error ? String(error.code) : "";
  return httpError(code, error) ?? databaseError(code, error, changes) ?? broken();
}

export function busy(code: "overloaded" | "unavailable" | "interrupted", detail: string): AppError {
  return new AppError(code, detail, { headers: { "retry-after": "1" } });
}

function broken(): AppError {
  return new AppError(
    "internal_error",
    "The request failed for a reason of ours; it is in the log by its request_id.",
  );
}

/** What Fastify refuses before a handler runs. */
function httpError(code: string, error: Error): AppError | null {
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new AppError("body_too_large", "The body is larger than this route takes.");
  }
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return new AppError("unsupported_media_type", "Send the body as application/json.");
  }
  if (code === "FST_ERR_BAD_URL") return new AppError("invalid_request", "The address is not a valid URL.");
  // An id so long is nobody's.
  if (code === "FST_ERR_MAX_PARAM_LENGTH")
    return new AppError("not_found", "There is nothing at this address.");
  const status = "statusCode" in error ? Number(error.statusCode) : 0;
  return status >= 400 && status < 500
    ? new AppError("invalid_request", "The request could not be read.")
    : null;
}

function databaseError(code: string, error: Error, changes: boolean): AppError | null {
  if (unstorable.has(code)) {
    return new AppError("invalid_request", "The request holds text that cannot be stored.");
  }
  const lost = connectionLost.has(code) || silences.some((silence) => error.message.startsWith(silence));
  // A commit may have happened all the same.
  if (lost && changes) return busy("interrupted", "The database was lost while this was being stored.");
  const unreached =
    neverReached.has(code) || isTurnedAway(error) || error.message.startsWith(noConnectionFree);
  return lost || unreached ? busy("unavailable", "The database cannot be reached at the moment.") : null;
}

/** Text Postgres cannot hold that no schema caught: NUL, an escape without its other half. */
const unstorable: ReadonlySet<string> = new Set(["22021", "22P05"]);

/**
 * Nothing was changed. 25006: a standby that is read-only; 53100: the database's disk is full; 57014: the statement
 * took longer than any may.
 */
const neverReached: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "25006",
  "53100",
  "57014",
]);

/** What the pool says when every connection is busy or cannot be made. */
const noConnectionFree = "timeout exceeded when trying to connect";

/**
 * Postgres answers a connection it does not take with a fatal error: starting, full, closed for
 * maintenance.
 */
function isTurnedAway(error: Error): boolean {
  return "severity" in error && error.severity === "FATAL";
}

/** What pg says of a connection that ended, also between two statements, and of an answer that did not come. */
const silences = [
  "Connection terminated",
  "Client has encountered a connection error",
  "Client was closed",
  "Query read timeout",
];

const connectionLost: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "57P01",
  "57P02",
  "08006",
  "08003",
]);
