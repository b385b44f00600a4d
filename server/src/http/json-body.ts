// Reads a JSON body from bytes. Depth, field names and text are the contract's business, which sees the
// value next.

import { isUtf8 } from "node:buffer";
import { AppError } from "../kernel/errors.ts";

/** Undefined for an empty body: a route that needs one says which field is missing. */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  // Decoding would silently put replacement characters where the caller's text was.
  if (!isUtf8(bytes)) throw new AppError("invalid_json", "The body is not valid UTF-8.");
  try {
    return JSON.parse(bytes.toString("utf8", hasByteOrderMark(bytes) ? 3 : 0));
  } catch (error) {
    throw new AppError("invalid_json", `The body is not valid JSON${where(error)}.`);
  }
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** The position without the surroundings V8 quotes, which may be somebody's message. */
function where(error: unknown): string {
  const position = error instanceof SyntaxError ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? "" : ` (at position ${position})`;
}
