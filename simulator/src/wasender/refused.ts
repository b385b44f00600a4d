// A request WasenderApi does not fulfil, in its own bodies.
import type { JsonObject } from "../json.ts";

export class WasenderRefused extends Error {
  readonly status: number;
  readonly body: JsonObject;
  constructor(status: number, body: JsonObject) {
    super(`WasenderApi answers ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** `errors` by field ("Error responses" of every endpoint). */
export function wrong(errors: Record<string, string[]>): WasenderRefused {
  return new WasenderRefused(422, { success: false, message: "Validation failed", errors });
}

export function unauthenticated(): WasenderRefused {
  return new WasenderRefused(401, { success: false, message: "Unauthenticated." });
}
