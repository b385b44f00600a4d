// A request WAHA does not fulfil, in its own bodies.
import type { JsonObject } from "../json.ts";

export class WahaRefused extends Error {
  readonly status: number;
  readonly body: JsonObject;
  constructor(status: number, body: JsonObject) {
    super(`WAHA answers ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** NestJS's own shape, which WAHA uses for most refusals. */
export function refused(status: number, message: string | string[], error: string): WahaRefused {
  return new WahaRefused(status, { statusCode: status, message, error });
}

export function badRequest(...messages: string[]): WahaRefused {
  return refused(400, messages, "Bad Request");
}

export function noSuchSession(): WahaRefused {
  return refused(404, "Session not found", "Not Found");
}

/** As clients of WAHA in the field see it; its documents do not show it. */
export function wrongStatus(session: string, status: string, expected: string): WahaRefused {
  return new WahaRefused(422, {
    error: "Session status is not as expected. Try again later or restart the session",
    session,
    status,
    expected: [expected],
  });
}

/** WhatsApp's server refused the message (Sessions, "Reachout Timelock": `server returned error 463`). */
export function serverReturned(code: number): WahaRefused {
  const details = `server returned error ${code}`;
  return new WahaRefused(500, {
    statusCode: 500,
    timestamp: new Date().toISOString(),
    exception: { message: `2 UNKNOWN: ${details}`, code: 2, details },
  });
}
