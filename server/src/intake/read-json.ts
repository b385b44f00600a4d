// Reads a stored body as JSON, or says that it is none.

import type { ReadWebhook } from "./intake-worker.ts";

export function readJson(body: Buffer, read: (json: unknown) => ReadWebhook): ReadWebhook {
  let json: unknown;
  try {
    json = JSON.parse(body.toString("utf8"));
  } catch {
    return { events: [], changes: [], problem: "the body is not JSON" };
  }
  return read(json);
}
