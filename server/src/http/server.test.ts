// The API's edge over real HTTP: scopes, keys, limits, load, and what stops how.

import { connect } from "node:net";
import { Type } from "typebox";
import { afterEach, describe, expect, it } from "vitest";
import { Registry } from "prom-client";
import { errorDictionary } from "@waypost/contract";
import type { Route } from "../kernel/route.ts";
import { ask, createHarness, type Harness } from "./harness.ts";
import type { HookRoute } from "./index.ts";

/** A handler that stands in its transaction, or outside one, until the test lets it go. */
function held() {
  let open = (): void => undefined;
  let entered = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const route: Route = {
    ...plain("/v1/held"),
    handler: {
      kind: "own",
      handle: async () => {
        entered();
        await gate;
        return { status: 200, body: { done: true } };
      },
    },
  };
  return { route, open, inside };
}

const plain = (path: string): Route => ({
  method: "GET",
  path,
  scope: "messages:read",
  summary: "Answer",
  schema: { response: { 200: Type.Object({ ok: Type.Boolean() }, { title: "Fine" }) } },
  handler: { kind: "own", handle: async () => ({ status: 200, body: { ok: true } }) },
});

const inTransaction = (path: string, statement: string): Route => ({
  ...plain(path),
  method: "POST",
  handler: {
    kind: "transaction",
    handle: async (_request, tx) => {
      await tx.query(statement);
      return { status: 200, body: { ok: true } };
    },
  },
});

let house: Harness;
afterEach(() => house.close());

const keyOf = async (scopes?: Route["scope"][]): Promise<string> =>
  (await (await house.tenant()).key("test", scopes === undefined ? {} : { scopes })).text;

describe("who may do what", () => {
  it("refuses a key without the route's scope, and names the scope", async () => {
    house = await createHarness(() => [plain("/v1/plain")]);
    const { body } = await ask(house, await keyOf(["senders:read"]), "GET /v1/plain");
    expect(body).toMatchObject({
      status: 403,
      code: "insufficient_scope",
      detail: expect.stringContaining("messages:read"),
    });
  });

  it("answers every bad key with the same words", async () => {
    house = await createHarness(() => [plain("/v1/plain")]);
    const tenant = await house.tenant();
    const expired = (await tenant.key("test", { expiresAt: new Date(0) })).text;
    const answers = await Promise.all(
      [null, "nonsense", expired].map((key) => ask(house, key, "GET /v1/plain")),
    );
    const words = answers.map(({ body }) => JSON.stringify({ ...body, request_id: "" }));
    expect(new Set(words).size).toBe(1);
    expect(answers.map(({ headers }) => headers.get("www-authenticate"))).toEqual(
      Array(3).fill('Bearer realm="waypost"'),
    );
  });

  it("gives every answer an id of its own, never the caller's", async () => {
    house = await createHarness(() => [plain("/v1/plain")]);
    const key = await keyOf();
    const headers = { "request-id": "mine", "x-request-id": "mine" };
    const answers = await Promise.all([1, 2].map(() => ask(house, key, "GET /v1/plain", { headers })));
    const ids = answers.map((answer) => answer.headers.get("request-id"));
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^req_[0-9a-f]{32}$/);
  });
});

describe("too much at once", () => {
  it("counts a key's requests and tells how many are left", async () => {
    house = await createHarness(() => [plain("/v1/plain")], { limits: { requestsPerSecond: 3 } });
    const [busy, quiet] = [await keyOf(), await keyOf()];
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(house, busy, "GET /v1/plain")));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(answers[0]?.headers.get("ratelimit")).toMatch(/^"key";r=[0-2];t=1$/);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body).toMatchObject({ code: "rate_limited", retryable: true });
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
    expect((await ask(house, quiet, "GET /v1/plain")).status).toBe(200);
    await expect
      .poll(async () => (await ask(house, busy, "GET /v1/plain")).status, { timeout: 3_000 })
      .toBe(200);
  });

  it("is turned away early, but operators still see the server", async () => {
    const { route, open, inside } = held();
    house = await createHarness(() => [route, plain("/v1/plain")], { limits: { inFlightMax: 1 } });
    const key = await keyOf();
    const first = ask(house, key, "GET /v1/held");
    await inside;
    const second = await ask(house, key, "GET /v1/plain");
    expect(second.body).toMatchObject({
      status: 503,
      code: "overloaded",
      retryable: true,
      maybe_sent: false,
    });
    expect(second.headers.get("retry-after")).toBe("1");
    expect((await ask(house, null, "GET /livez")).status).toBe(200);
    open();
    expect((await first).status).toBe(200);
    expect((await ask(house, key, "GET /v1/plain")).status).toBe(200);
  });

  it("makes room again when a caller hangs up", async () => {
    const { route, open, inside } = held();
    house = await createHarness(() => [route, plain("/v1/plain")], { limits: { inFlightMax: 1 } });
    const key = await keyOf();
    const gone = new AbortController();
    const lost = fetch(`${house.url}/v1/held`, {
      headers: { authorization: `Bearer ${key}` },
      signal: gone.signal,
    });
    await inside;
    gone.abort();
    await expect(lost).rejects.toThrow(/abort/);
    open();
    await expect.poll(async () => (await ask(house, key, "GET /v1/plain")).status).toBe(200);
  });
});

describe("stopping", () => {
  it("finishes what is in flight, takes nothing new, and is seen as not ready", async () => {
    const { route, open, inside } = held();
    house = await createHarness(() => [route]);
    const key = await keyOf();
    const first = ask(house, key, "GET /v1/held");
    await inside;
    const closing = house.server.close();
    await expect(fetch(`${house.url}/livez`)).rejects.toThrow(/fetch failed/);
    open();
    expect(await first).toMatchObject({ status: 200, body: { done: true } });
    await closing;
  });

  it("does not wait for ever", async () => {
    const { route, open, inside } = held();
    house = await createHarness(() => [route], { limits: { drainMs: 50 } });
    const lost = ask(house, await keyOf(), "GET /v1/held");
    await inside;
    await Promise.all([house.server.close(), expect(lost).rejects.toThrow(/fetch failed/)]);
    open();
  });
});

describe("when something breaks", () => {
  it("hides what it was from the caller and logs it under the request's id", async () => {
    house = await createHarness(() => [
      inTransaction("/v1/broken", "select * from no_such_table where 'secret' = 'x'"),
    ]);
    const { body } = await ask(house, await keyOf(), "POST /v1/broken");
    expect(body).toMatchObject({ status: 500, code: "internal_error", maybe_sent: true });
    expect(JSON.stringify(body)).not.toMatch(/no_such_table|secret|\.ts/);
    const line = house.lines.find((each) => each.includes(String(body["request_id"])));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ route: "POST /v1/broken", error: { code: "42P01" } });
  });

  it.each([
    ["POST", "interrupted", true],
    ["GET", "unavailable", false],
  ] as const)("a %s whose connection is lost is answered with %s", async (method, code, maybeSent) => {
    const ends = "set role none; select pg_terminate_backend(pg_backend_pid())";
    house = await createHarness(() => [{ ...inTransaction("/v1/ends", ends), method }]);
    const { body, headers } = await ask(house, await keyOf(), `${method} /v1/ends`);
    expect(body).toMatchObject({ status: 503, code, retryable: true, maybe_sent: maybeSent });
    expect(headers.get("retry-after")).toBe("1");
  });

  it("says interrupted when the connection is lost between two statements of a change", async () => {
    const between: Route = {
      ...inTransaction("/v1/between", ""),
      handler: {
        kind: "transaction",
        handle: async (_request, tx) => {
          const { rows } = await tx.query("select pg_backend_pid() as pid");
          await house.owner(`select pg_terminate_backend(${rows[0].pid}, 5000)`);
          await tx.query("select 1");
          return { status: 200, body: { ok: true } };
        },
      },
    };
    house = await createHarness(() => [between]);
    const { body } = await ask(house, await keyOf(), "POST /v1/between");
    expect(body).toMatchObject({ status: 503, code: "interrupted" });
  });

  it("says unavailable when the database refuses connections, and recovers by itself", async () => {
    house = await createHarness(() => [inTransaction("/v1/work", "select 1")]);
    const key = await keyOf();
    expect((await ask(house, key, "POST /v1/work")).status).toBe(200);
    const { rows } = await house.engine.query<{ name: string }>("select current_database() as name");
    const name = String(rows[0]?.name);
    await house.owner(`alter database ${name} allow_connections false`);
    await house.owner(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    await expect
      .poll(async () => (await ask(house, key, "POST /v1/work")).body, { timeout: 8_000 })
      .toMatchObject({ status: 503, code: "unavailable", retryable: true });
    await house.owner(`alter database ${name} allow_connections true`);
    await expect
      .poll(async () => (await ask(house, key, "POST /v1/work")).status, { timeout: 8_000 })
      .toBe(200);
  });
});

describe("operations", () => {
  it("is alive without the database and ready with it", async () => {
    let problem: Error | null = null;
    house = await createHarness(() => [], {
      operations: {
        registry: new Registry(),
        metricsToken: null,
        checkReady: async () => {
          if (problem !== null) throw problem;
        },
      },
    });
    expect((await ask(house, null, "GET /readyz")).status).toBe(200);
    problem = new Error("postgres://user:password@inside");
    const { body } = await ask(house, null, "GET /readyz");
    expect(body).toMatchObject({ status: 503, code: "unavailable" });
    expect(JSON.stringify(body)).not.toContain("inside");
    expect((await ask(house, null, "GET /livez")).status).toBe(200);
  });

  it("shows metrics to this machine and to the token, not to what a proxy passes on", async () => {
    const registry = new Registry();
    const operations = { registry, metricsToken: "m3trics", checkReady: async () => undefined };
    house = await createHarness(() => [plain("/v1/plain")], { operations });
    await ask(house, await keyOf(), "GET /v1/plain");
    const read = (headers: Record<string, string>) => fetch(`${house.url}/metrics`, { headers });
    const text = await (await read({})).text();
    expect(text).toContain('waypost_http_requests_total{route="GET /v1/plain",status="200"} 1');
    const passedOn = { "x-forwarded-for": "203.0.113.9" };
    expect((await read(passedOn)).status).toBe(401);
    expect((await read({ ...passedOn, authorization: "Bearer m3trics" })).status).toBe(200);
    expect((await read({ ...passedOn, authorization: "Bearer wrong" })).status).toBe(401);
  });
});

describe("documentation", () => {
  it("explains every code, openly", async () => {
    house = await createHarness(() => []);
    const { body } = await ask(house, null, "GET /v1/errors");
    const codes = (body["data"] as { code: string }[]).map((entry) => entry.code);
    expect(codes.toSorted()).toEqual(Object.keys(errorDictionary).toSorted());
    const one = await ask(house, null, "GET /v1/errors/rate_limited");
    expect(one.body).toMatchObject({ code: "rate_limited", status: 429, remedy: expect.any(String) });
  });

  it("describes exactly the routes there are", async () => {
    house = await createHarness(() => [plain("/v1/things/:id"), inTransaction("/v1/things", "select 1")]);
    const { body } = await ask(house, null, "GET /openapi.json");
    expect(body).toMatchObject({
      openapi: "3.1.0",
      paths: {
        "/v1/things/{id}": {
          get: {
            security: [{ apiKey: ["messages:read"] }, { session: ["messages:read"] }],
            parameters: [{ name: "id", in: "path" }],
          },
        },
        "/v1/things": { post: { parameters: [{ name: "Idempotency-Key", in: "header" }] } },
      },
      components: { schemas: { Fine: { type: "object" }, Problem: { type: "object" } } },
    });
    expect(JSON.stringify(body)).toContain("#/components/schemas/Fine");
  });

  it("can be browsed, with nothing from elsewhere", async () => {
    house = await createHarness(() => []);
    const page = await fetch(`${house.url}/`);
    expect([page.status, page.url]).toEqual([200, `${house.url}/docs`]);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/https?:|upgrade-insecure/);
    const parts = [...(await page.text()).matchAll(/(?:src|href)="(\.?\/[^"]+)"/g)].map(
      ([, path]) => path ?? "",
    );
    expect(parts.length).toBeGreaterThan(3);
    for (const path of parts) {
      const part = await fetch(new URL(path, `${house.url}/docs/`));
      expect([part.status, (await part.arrayBuffer()).byteLength > 0]).toEqual([200, true]);
    }
  });
});

describe("a provider's webhook", () => {
  it("gets the very bytes, whatever they claim to be", async () => {
    let seen: { body: Buffer; header: unknown } | undefined;
    const path = "/hooks/test";
    const hooks: HookRoute[] = [
      {
        method: "POST",
        path,
        handle: async (body, headers) => {
          seen = { body, header: headers["x-signature"] };
          return { status: 200, body: "OK", contentType: "text/plain" };
        },
      },
      {
        method: "GET",
        path,
        handle: async (_body, _headers, query) => ({
          status: 200,
          body: String(query["challenge"]),
          contentType: "text/plain",
        }),
      },
    ];
    house = await createHarness(() => [], { hooks });
    const bytes = Buffer.from([0xff, 0x00, 0x7b, 0x0a, 0xed, 0xa0]);
    for (const type of ["application/json", "text/plain", "application/octet-stream", ""]) {
      seen = undefined;
      const headers = { "x-signature": "s", ...(type === "" ? {} : { "content-type": type }) };
      const answer = await fetch(house.url + path, { method: "POST", body: bytes, headers });
      expect([answer.status, await answer.text()]).toEqual([200, "OK"]);
      expect(seen).toEqual({ body: bytes, header: "s" });
    }
    expect(await (await fetch(`${house.url}${path}?challenge=42`)).text()).toBe("42");
    const large = await fetch(house.url + path, { method: "POST", body: Buffer.alloc(3 * 1024 * 1024 + 1) });
    expect(((await large.json()) as { code: string }).code).toBe("body_too_large");
    const other = await fetch(house.url + path, { method: "DELETE" });
    expect([other.status, other.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  });
});

it("keeps a connection open between requests, and is not confused by two at once", async () => {
  house = await createHarness(() => []);
  const { hostname, port } = new URL(house.url);
  const socket = connect(Number(port), hostname);
  const request = "GET /livez HTTP/1.1\r\nhost: x\r\n\r\n";
  let text = "";
  socket.on("data", (data) => {
    text += data.toString();
  });
  socket.write(request + request);
  await expect.poll(() => text.match(/HTTP\/1\.1 200/g)?.length).toBe(2);
  socket.destroy();
});
