// Who is turned away before anything of a request is read: when the loop is late, when large bodies add up.

import fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sendProblem } from "./problem-reply.ts";
import { admit, createTraffic, type Traffic, watchLag } from "./traffic.ts";

let traffic: Traffic;
let app: FastifyInstance;
beforeEach(() => {
  traffic = createTraffic({ inFlightMax: 10, lagMaxMs: 500 });
  app = fastify({ bodyLimit: 200 * 1024 * 1024 });
  app.addHook("onRequest", (request, reply, done) => {
    const refusal = admit(request, reply, traffic);
    if (refusal === null) done();
    else sendProblem(reply, refusal);
  });
  app.post("/messages", async () => ({ bytes: traffic.bodyBytes }));
  app.get("/livez", async () => ({}));
});
afterEach(() => app.close());

const post = (bytes: number) =>
  app.inject({
    method: "POST",
    url: "/messages",
    headers: { "content-type": "text/plain", host: "waypost" },
    payload: "x".repeat(bytes),
  });

test("large bodies are counted while they are worked on, and refused when they are too many", async () => {
  const answer = await post(100_000);
  expect(answer.json()).toEqual({ bytes: 100_000 });
  await vi.waitFor(() => expect(traffic.bodyBytes).toBe(0));
  traffic.bodyBytes = 96 * 1024 * 1024 - 1_000;
  const refused = await post(100_000);
  expect(refused.statusCode).toBe(503);
  expect(refused.headers["retry-after"]).toBe("1");
  expect(refused.json()).toMatchObject({ code: "overloaded", maybe_sent: false });
  expect((await post(1_000)).statusCode).toBe(200);
});

test("a body larger than all that is allowed together still gets in alone", async () => {
  expect((await post(100 * 1024 * 1024)).statusCode).toBe(200);
});

test("while the event loop is late, work is refused and operators are answered", async () => {
  traffic.lagMs = 501;
  expect((await post(10)).statusCode).toBe(503);
  expect((await app.inject({ url: "/livez", headers: { host: "waypost" } })).statusCode).toBe(200);
});

test("the lag is that of the loop, and passes", async () => {
  const lag = watchLag(traffic);
  const busyUntil = performance.now() + 1_000;
  while (performance.now() < busyUntil) continue;
  await vi.waitFor(() => expect(traffic.lagMs).toBeGreaterThan(200));
  await vi.waitFor(() => expect(traffic.lagMs).toBeLessThan(100), { timeout: 10_000 });
  lag.stop();
});
