// A first call with a key, as a line for a terminal: what it may do, in the mode it is for. Pure.
import type { ApiKey } from "@waypost/sdk";
import { type Call, curlOf } from "../../../api/curl.ts";

/** Of the sandbox: reads and replies. */
const simulatedPerson = "+14155550123";

export function exampleOf(
  origin: string,
  { scopes, mode }: Pick<ApiKey, "scopes" | "mode">,
  key?: string,
): string {
  const line = curlOf(origin, callFor(scopes, mode));
  // Where the key is at hand, the line runs as it is copied.
  return key === undefined ? line : line.replace("$WAYPOST_KEY", () => key);
}

function callFor(scopes: readonly string[], mode: ApiKey["mode"]): Call {
  const body = { to: simulatedPerson, type: "text", text: { body: "Hello from Waypost" } };
  // A live key's first call reaches nobody.
  if (mode === "test" && scopes.includes("messages:write")) return { route: "POST /v1/messages", body };
  const read = ["messages", "senders", "contacts", "templates", "campaigns"].find((each) =>
    scopes.includes(`${each}:read`),
  );
  return { route: read === undefined ? "GET /v1/errors" : `GET /v1/${read}`, query: {} };
}
