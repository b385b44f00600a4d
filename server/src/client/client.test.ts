// The client keeps its keys over retries, obeys Retry-After, and tells failures as values.

import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { type LoopbackApi, problem, startLoopbackApi } from "./loopback-api.ts";
import { type Client, type ClientOptions, createClient } from "./client.ts";
import { retryDelayMs } from "./retry.ts";

let api: LoopbackApi;
beforeEach(async () => {
  api = await startLoopbackApi();
});
afterEach(() => api.close());

function client(options: Partial<ClientOptions> = {}): Client {
  const made = createClient({ url: api.url, authorize: () => Promise.resolve("wp_test_x"), ...options });
  onTestFinished(() => made.close());
  return made;
}

const hello = { to: "+14155550123", type: "text", text: { body: "Hello" } } as const;

test("a batch is repeated under the same key until the server has time", async () => {
  const troubles = [
    problem(429, "rate_limited", { retryable: true, headers: { "retry-after": "0" } }),
    problem(503, "overloaded", { retryable: true }),
    { status: 502, body: "<html>Bad gateway</html>" },
    problem(409, "idempotency_in_progress", { retryable: true }),
  ];
  api.intercept = () => troubles.shift() ?? null;
  const retries: string[] = [];
  const result = await client({ onRetry: ({ code }) => retries.push(code) }).sendBatch([hello], "k");
  expect(result).toMatchObject({ ok: true, replayed: false, value: { data: [{ index: 0 }] } });
  expect(retries).toEqual(["rate_limited", "overloaded", "unexpected_answer", "idempotency_in_progress"]);
  expect(api.seen.map(({ key }) => key)).toEqual(["k", "k", "k", "k", "k"]);
  expect(api.accepted).toHaveLength(1);
});

test("an answer that was lost is fetched again instead of sending twice", async () => {
  let losses = 1;
  api.intercept = () => (losses-- > 0 ? "lost" : null);
  expect(await client().sendBatch([hello], "k")).toMatchObject({ ok: true, replayed: true });
  expect(api.seen).toHaveLength(2);
  expect(api.accepted).toHaveLength(1);
});

test("a server that restarts is waited for", async () => {
  const { url } = api;
  await api.close();
  const port = Number(new URL(url).port);
  const retried = Promise.withResolvers<void>();
  const result = client({ url, onRetry: () => retried.resolve() }).sendBatch([hello], "k");
  await retried.promise;
  api = await startLoopbackApi(port);
  expect(await result).toMatchObject({ ok: true });
});

test("what repeating cannot mend is told at once, with its code and fields", async () => {
  const errors = [{ path: "/to", message: "is not a phone number" }];
  api.intercept = () => ({
    status: 422,
    body: { code: "invalid_phone", detail: "No.", request_id: "req_1", retryable: false, errors },
  });
  expect(await client().sendBatch([hello], "k")).toEqual({
    ok: false,
    failure: {
      code: "invalid_phone",
      status: 422,
      detail: "No.",
      errors,
      requestId: "req_1",
      retryable: false,
      retryAfterMs: null,
    },
  });
  expect(api.seen).toHaveLength(1);
});

test("patience ends, and the last failure is the answer", async () => {
  api.intercept = () => problem(503, "overloaded", { retryable: true });
  const result = await client({ patienceMs: 300 }).readMessage("msg_1");
  expect(result).toMatchObject({ ok: false, failure: { code: "overloaded" } });
  expect(api.seen.length).toBeGreaterThan(1);
});

test("a cancel ends a wait between attempts", async () => {
  api.intercept = () => problem(503, "overloaded", { retryable: true, headers: { "retry-after": "30" } });
  const stopping = new AbortController();
  const result = client({
    signal: stopping.signal,
    onRetry: () => stopping.abort(),
  }).readMessage("msg_1");
  expect(await result).toMatchObject({ ok: false, failure: { code: "canceled" } });
});

test("a plain route is asked by its name, and an empty answer is one", async () => {
  api.intercept = ({ method }) => ({ status: method === "DELETE" ? 204 : 200, body: { id: "cmp_1" } });
  const { ask } = client();
  expect(await ask("DELETE /v1/dead-letters/:id", { id: "msg_1/x" })).toMatchObject({
    ok: true,
    value: null,
  });
  expect(await ask("POST /v1/campaigns/:id/pause", { id: "cmp_1" })).toMatchObject({
    value: { id: "cmp_1" },
  });
  await ask("GET /v1/campaigns", { query: { limit: 1, after: undefined } });
  expect(api.seen).toEqual([
    { method: "DELETE", path: "/v1/dead-letters/msg_1%2Fx", key: null, body: null },
    {
      method: "POST",
      path: "/v1/campaigns/cmp_1/pause",
      key: expect.stringMatching(/^[0-9a-f-]{36}$/),
      body: {},
    },
    { method: "GET", path: "/v1/campaigns?limit=1", key: null, body: null },
  ]);
});

test("something that is not Waypost is called so", async () => {
  api.intercept = () => ({ status: 404, body: "<html>" });
  const result = await client().listMessages({ limit: 1 });
  expect(result).toMatchObject({ ok: false, failure: { code: "unexpected_answer", status: 404 } });
});

test("waits double with chance in them, obey Retry-After, and stay below a minute", () => {
  const failure = {
    code: "overloaded",
    status: 503,
    detail: "",
    errors: [],
    requestId: null,
    retryable: true,
    retryAfterMs: null,
  };
  const delays = [1, 2, 3, 20].map((attempt) => retryDelayMs(failure, attempt, 0.5));
  expect(delays).toEqual([187.5, 375, 750, 7_500]);
  expect(retryDelayMs({ ...failure, retryAfterMs: 3_000 }, 1, 0)).toBe(3_000);
  expect(retryDelayMs({ ...failure, retryAfterMs: 3_600_000 }, 1, 0)).toBe(60_000);
  expect(retryDelayMs({ ...failure, retryable: false }, 1, 0)).toBeNull();
});
