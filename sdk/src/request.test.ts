// Calls over a real wire: what is sent, what is made again under which key, and what is thrown.

import { expect, onTestFinished, test, vi } from "vitest";
import { createWaypost, isCode, type Waypost, WaypostError } from "./index.ts";
import { json, problem, startServer } from "./testing/local-server.ts";

const hello = { to: "+14155550123", type: "text", text: { body: "Hello" } } as const;
const accepted = { id: "msg_1", status: "queued" };

function client(baseUrl: string, more: Partial<Parameters<typeof createWaypost>[0]> = {}): Waypost {
  return createWaypost({ baseUrl, apiKey: "wp_test_key", ...more });
}

async function caught(promise: Promise<unknown>): Promise<WaypostError> {
  const error: unknown = await promise.then(
    () => new Error("it was no error"),
    (reason: unknown) => reason,
  );
  if (error instanceof WaypostError) return error;
  throw error;
}

test("a message travels as JSON with the key, under a name of its own", async () => {
  const server = await startServer((_asked, response) => json(response, 202, accepted));
  const waypost = client(`${server.url}/proxied/`, { apiKey: () => Promise.resolve("wp_test_later") });
  expect(await waypost.messages.send(hello)).toEqual(accepted);
  await waypost.messages.send(hello);
  const [first, second] = server.asked;
  expect(first).toMatchObject({ method: "POST", url: "/proxied/v1/messages" });
  expect(first?.headers).toMatchObject({
    authorization: "Bearer wp_test_later",
    "content-type": "application/json",
    "idempotency-key": expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(JSON.parse(first?.body ?? "")).toEqual(hello);
  expect(second?.headers["idempotency-key"]).not.toBe(first?.headers["idempotency-key"]);
});

test("a send is repeated under the same key until it is answered", async () => {
  const server = await startServer((_asked, response, index) => {
    if (index === 0) return void response.destroy();
    if (index === 1)
      return problem(response, 429, "rate_limited", { retryable: true, headers: { "retry-after": "0" } });
    if (index === 2) return void response.writeHead(502).end("<html>Bad gateway</html>");
    return json(response, 202, accepted);
  });
  expect(await client(server.url).messages.send(hello, { idempotencyKey: "order-1042" })).toEqual(accepted);
  expect(server.asked.map(({ headers }) => headers["idempotency-key"])).toEqual(Array(4).fill("order-1042"));
});

test("the server's Retry-After is waited for", async () => {
  const times: number[] = [];
  const server = await startServer((_asked, response, index) => {
    times.push(performance.now());
    return index === 0
      ? problem(response, 503, "overloaded", { retryable: true, headers: { "retry-after": "1" } })
      : json(response, 202, accepted);
  });
  await client(server.url).messages.send(hello);
  expect(times[1]! - times[0]!).toBeGreaterThan(990);
});

test("a wait of an hour is the caller's to plan", async () => {
  const headers = { "retry-after": "3600" };
  const server = await startServer((_asked, response) =>
    problem(response, 429, "plan_limit_reached", { retryable: true, headers }),
  );
  const error = await caught(client(server.url).messages.send(hello));
  expect(error).toMatchObject({ code: "plan_limit_reached", retryAfterMs: 3_600_000 });
  expect(server.asked).toHaveLength(1);
});

test("what repeating cannot mend is thrown at once, with everything that is known", async () => {
  const errors = [{ path: "/to", message: "is not a phone number" }];
  const server = await startServer((_asked, response) =>
    json(response, 422, {
      code: "invalid_request",
      detail: "The body is not valid.",
      request_id: "req_9",
      retryable: false,
      maybe_sent: false,
      errors,
    }),
  );
  const error = await caught(client(server.url).messages.send(hello));
  expect(error).toMatchObject({ code: "invalid_request", status: 422, requestId: "req_9", errors });
  expect(error.message).toBe("The body is not valid.");
  expect(isCode(error, "invalid_request")).toBe(true);
  expect(isCode(error, "rate_limited", "unauthorized")).toBe(false);
  expect(isCode(new Error("invalid_request"), "invalid_request")).toBe(false);
  expect(server.asked).toHaveLength(1);
});

test("a connection that fails for good leaves open whether it was done", async () => {
  const server = await startServer((_asked, response) => void response.destroy());
  const waypost = client(server.url, { retries: 0 });
  const lost = await caught(waypost.messages.send(hello, { idempotencyKey: "again-please" }));
  expect(lost).toMatchObject({ code: "connection_failed", maybeSent: true, retryable: true, status: null });
  expect(lost.idempotencyKey).toBe("again-please");
  expect(lost.cause).toBeInstanceOf(Error);
  expect(await caught(waypost.messages.get("msg_1"))).toMatchObject({ maybeSent: false });
});

test("a change without a key is not made again when it may have been made", async () => {
  const server = await startServer((_asked, response) => void response.destroy());
  const error = await caught(client(server.url).contacts.update("con_1", { name: "Asha" }));
  expect(error).toMatchObject({ code: "connection_failed", maybeSent: true, idempotencyKey: null });
  expect(server.asked).toHaveLength(1);
});

test("a change that was turned away at the door is made again", async () => {
  const server = await startServer((_asked, response, index) =>
    index === 0
      ? problem(response, 429, "rate_limited", { retryable: true })
      : json(response, 200, { id: "con_1" }),
  );
  expect(await client(server.url).contacts.update("con_1", { name: "Asha" })).toEqual({ id: "con_1" });
});

test("no answer in time is an error of its own", async () => {
  const server = await startServer(() => undefined);
  const error = await caught(client(server.url, { timeoutMs: 50, retries: 0 }).messages.send(hello));
  expect(error).toMatchObject({ code: "timed_out", maybeSent: true, retryable: true });
});

test("a body that stops in the middle is no answer in time either", async () => {
  const server = await startServer((_asked, response) => {
    response.writeHead(202, { "content-type": "application/json" });
    response.write('{"id":');
  });
  const error = await caught(client(server.url, { timeoutMs: 100, retries: 0 }).messages.send(hello));
  expect(error).toMatchObject({ code: "timed_out", maybeSent: true });
});

test("whoever calls it off gets their own reason, also while it waits to try again", async () => {
  const calledOff = new AbortController();
  const server = await startServer((_asked, response) => {
    problem(response, 503, "overloaded", { retryable: true, headers: { "retry-after": "30" } });
    response.once("close", () => calledOff.abort(new Error("the shop has closed")));
  });
  const sending = client(server.url).messages.send(hello, { signal: calledOff.signal });
  await expect(sending).rejects.toThrow("the shop has closed");
  await expect(client(server.url).messages.send(hello, { signal: calledOff.signal })).rejects.toThrow(
    "closed",
  );
  expect(server.asked).toHaveLength(1);
});

test("somebody else's page is told from an answer", async () => {
  const server = await startServer((_asked, response, index) => {
    response.writeHead(index === 0 ? 200 : 404, { "content-type": "text/html" }).end("<html>Hello</html>");
  });
  const waypost = client(server.url);
  expect(await caught(waypost.messages.get("msg_1"))).toMatchObject({
    code: "unexpected_answer",
    status: 200,
  });
  expect(await caught(waypost.messages.get("msg_1"))).toMatchObject({
    code: "unexpected_answer",
    status: 404,
  });
});

test("an id never leads to another route", async () => {
  const server = await startServer((_asked, response) => json(response, 200, {}));
  const waypost = client(server.url);
  await waypost.messages.get("../senders?x=1#");
  expect(server.asked.map(({ url }) => url)).toEqual(["/v1/messages/..%2Fsenders%3Fx%3D1%23"]);
  for (const id of ["", ".", ".."]) await expect(waypost.messages.get(id)).rejects.toThrow(TypeError);
  expect(server.asked).toHaveLength(1);
});

test("a file goes up as it is, with its name and type", async () => {
  const server = await startServer((_asked, response) => json(response, 201, { id: "med_1" }));
  const { media } = client(server.url);
  await media.upload(new Blob(["%PDF"], { type: "application/pdf" }), { filename: "Rechnung für 'Ä'.pdf" });
  await media.upload(new Uint8Array([1, 2, 255]));
  const stream = new Blob(["a stream"]).stream();
  await media.upload(stream, { type: "text/plain" });
  expect(server.asked.map(({ body }) => body)).toEqual(["%PDF", "\u0001\u0002\u00ff", "a stream"]);
  expect(server.asked.map(({ headers }) => headers["content-type"])).toEqual([
    "application/pdf",
    "application/octet-stream",
    "text/plain",
  ]);
  expect(server.asked[0]?.headers["content-disposition"]).toBe(
    "attachment; filename*=UTF-8''Rechnung%20f%C3%BCr%20%27%C3%84%27.pdf",
  );
});

test("a stream is not sent a second time, as there is none; a Blob is", async () => {
  const server = await startServer((_asked, response, index) =>
    index < 2
      ? problem(response, 503, "media_store_unavailable", { retryable: true })
      : json(response, 201, { id: "med_1" }),
  );
  const { media } = client(server.url);
  expect(await caught(media.upload(new Blob(["once"]).stream()))).toMatchObject({ status: 503 });
  expect(server.asked).toHaveLength(1);
  expect(await media.upload(new Blob(["twice"]))).toEqual({ id: "med_1" });
  expect(server.asked.map(({ body }) => body)).toEqual(["once", "twice", "twice"]);
});

test("a file comes down as a response, whatever its type, and no clock runs while it is read", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const server = await startServer((_asked, response) => {
    response.writeHead(200, { "content-type": "application/json" }).write('{"a":');
    finish = () => response.end("1}");
  });
  let finish = (): unknown => undefined;
  const response = await client(server.url).media.download("med_1", { timeoutMs: 100 });
  vi.advanceTimersByTime(101);
  finish();
  expect(await response.text()).toBe('{"a":1}');
});

test("what cannot be an address or a key is refused before anything is asked", () => {
  expect(() => client("waypost.example.com")).toThrow(TypeError);
  expect(() => client("ftp://waypost.example.com")).toThrow("http(s)");
  expect(() => client("https://user@waypost.example.com")).toThrow("user name");
  expect(() => client("https://waypost.example.com", { apiKey: "sk_live_1" })).toThrow("wp_live_");
});
