// What WasenderApi's answers mean, over the wire and by its map.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Outcome, Session } from "../transport.ts";
import { createWasenderTransport } from "./index.ts";

type Reply = { status: number; body: unknown };

let server: Server;
let session: Session;
let next: Reply;
let info: Reply;
let posts: { path: string; authorization: string | undefined }[] = [];
const apiKey = "wasender-session-key";

beforeAll(async () => {
  const answer = (response: ServerResponse, { status, body }: Reply): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    if (request.method === "GET") return answer(response, info);
    posts.push({ path: request.url ?? "", authorization: request.headers.authorization });
    answer(response, next);
  };
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createWasenderTransport({ sandboxOrigin: origin, timing: { lookAfterMs: [0, 1] } });
  const account = {
    senderId: "s",
    address: null,
    config: { base_url: origin },
    secrets: { api_key: apiKey },
  };
  session = await transport.open(account, async () => {});
});
afterAll(async () => {
  await session.close();
  server.closeAllConnections();
  server.close();
});

function send(reply: Reply, look: Reply = { status: 404, body: {} }): Promise<Outcome> {
  [next, info, posts] = [reply, look, []];
  const message = { type: "text", text: { body: "Hi" } } as const;
  return session.send({ to: "+14155550123", message, correlation: "a.1" }, AbortSignal.timeout(5_000));
}

const taken = { status: 200, body: { success: true, data: { msgId: 100_000, status: "in_progress" } } };

test("a message that is taken has WhatsApp's id once there is one", async () => {
  const look = {
    status: 200,
    body: { success: true, data: { msgId: 100_000, key: { id: "3EB0AA11BB22" } } },
  };
  expect(await send(taken, look)).toEqual({ kind: "accepted", providerMessageId: "3EB0AA11BB22" });
  expect(posts).toEqual([{ path: "/api/send-message", authorization: `Bearer ${apiKey}` }]);
});

test.each([
  { status: 404, body: { success: false } },
  { status: 200, body: { success: true, data: { msgId: 100_000 } } },
  { status: 500, body: null },
])("and stays taken under WasenderApi's own number without: %j", async (look) => {
  expect(await send(taken, look)).toEqual({ kind: "accepted", providerMessageId: "wasender.100000" });
});

test.each([
  [401, { success: false, message: "Unauthenticated." }, "later", "provider_auth_failed"],
  [403, { success: false, message: "No active subscription" }, "later", "provider_permission_missing"],
  [422, { success: false, message: "WhatsApp Session is not connected" }, "later", "session_not_connected"],
  [
    422,
    { success: false, message: "The provided JID does not exist on WhatsApp." },
    "refused",
    "recipient_undeliverable",
  ],
  [
    422,
    { success: false, message: "Validation failed", errors: { to: ["Wrong."] } },
    "refused",
    "request_rejected",
  ],
  [200, { success: false, message: "Validation failed" }, "refused", "request_rejected"],
  [429, { message: "Only 1 message every 5 seconds.", retry_after: 5 }, "later", "provider_throttled"],
  [404, {}, "later", "provider_error"],
  [500, {}, "unknown", "outcome_unknown"],
  [503, { success: false }, "unknown", "outcome_unknown"],
  [200, {}, "unknown", "outcome_unknown"],
  [200, { success: true, data: { msgId: "x" } }, "unknown", "outcome_unknown"],
])("%i %j is %s, %s", async (status, body, kind, code) => {
  expect(await send({ status, body })).toMatchObject({ kind, error: { code } });
  expect(posts).toHaveLength(1);
});

test("it says how long to wait, and never more than an hour", async () => {
  const waits = [];
  for (const retry_after of [60, 1e9, "soon"]) {
    const outcome = await send({ status: 429, body: { retry_after } });
    waits.push(outcome.kind === "later" && outcome.afterMs);
  }
  expect(waits).toEqual([60_000, 3_600_000, 5_000]);
});

test("its key is not in what it says", async () => {
  const outcome = await send({ status: 400, body: { message: `the key ${apiKey} is odd` } });
  expect(JSON.stringify(outcome)).not.toContain(apiKey);
});
