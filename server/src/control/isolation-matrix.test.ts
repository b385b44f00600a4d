// Every route of the API against every way of asking for what is somebody else's, with both guards up and with each
// of them alone.

import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../kernel/db.ts";
import type { Route } from "../kernel/route.ts";
import { revokeKey } from "../tenancy/index.ts";
import { makePerson, makeSide, type Making, password, type Side, uuidIn } from "./testing/belongings.ts";
import { ground, makeKey, openControlServer, server, useControlServer } from "./testing/control-house.ts";
import {
  applicationOnly,
  counting,
  type Count,
  type Guard,
  makeUnboundRole,
  rlsOnly,
  unboundRole,
} from "./testing/guards.ts";
import { kindOf, type Keys, type Sweep, sweep, type Swept } from "./testing/isolation-sweep.ts";
import { tell } from "./testing/requests.ts";
import { isSchema, sampleOf } from "./testing/schema-sample.ts";
import { changedTables, openReader, type Reader } from "./testing/table-digest.ts";

const count: Count = { statements: 0 };
useControlServer({ guard: counting(count) });

let reader: Reader;
let making: Making;
let ours: Side;
let theirs: Side;

beforeAll(async () => {
  reader = await openReader(ground.databaseUrl);
  await reader.run(makeUnboundRole);
  making = { ground, server, reader };
  ours = await makeSide(making);
  theirs = await makeSide(making);
}, 60_000);
afterAll(() => reader?.close());

async function keysOf({ tenantId, key }: Side): Promise<Keys> {
  const { house } = server;
  const [expired, revoked, otherMode, scopeless] = [
    await makeKey(house, tenantId, { expiresAt: new Date(0) }),
    await makeKey(house, tenantId),
    await makeKey(house, tenantId, { mode: "live" }),
    await makeKey(house, tenantId, { scopes: [] }),
  ];
  await revokeKey(house.engine, [revoked.id]);
  return {
    expired: expired.text,
    revoked: revoked.text,
    otherMode: otherMode.text,
    scopeless: scopeless.text,
    forgedMode: key.replace("wp_test_", "wp_live_"),
  };
}

const sweepOf = (routes: readonly Route[], url: string): Omit<Sweep, "whole"> => ({
  url,
  routes,
  ours,
  theirs,
  reader,
});

async function sweepBehind(guard: Guard, more?: (app: Database) => readonly Route[]): Promise<Swept> {
  const alone = await openControlServer(ground, {
    guard,
    ...(more === undefined ? {} : { more: (house) => more(house.app) }),
  });
  try {
    const routes =
      more === undefined ? alone.routes : alone.routes.filter(({ path }) => path.startsWith("/v1/planted"));
    return await sweep({ ...sweepOf(routes, alone.url), whole: null });
  } finally {
    await alone.close();
  }
}

describe("what belongs to another tenant", () => {
  test("is not there for any route, whoever asks and however", async () => {
    const whole = { keys: await keysOf(ours), count, making };
    const { findings, requests } = await sweep({ ...sweepOf(server.routes, server.url), whole });
    expect(findings).toEqual([]);
    expect(requests).toBeGreaterThan(server.routes.length * 6);
    expect(server.failures).toEqual([]);
  }, 120_000);

  test("stays hidden by row-level security alone", async () => {
    expect((await sweepBehind(rlsOnly(ours.tenantId, theirs.tenantId))).findings).toEqual([]);
  }, 120_000);

  test("stays hidden by the statements' own conditions alone", async () => {
    expect((await sweepBehind(applicationOnly(unboundRole))).findings).toEqual([]);
  }, 120_000);

  test("is not found out by names that both have chosen", async () => {
    const reference = { client_reference: "order 1", to: "+14155550199", type: "text" };
    const send = async (side: Side, key: string): Promise<Record<string, unknown>> => {
      const body = { ...reference, from: side.ids.sender, text: { body: side.word } };
      const headers = { "idempotency-key": key };
      const told = await tell(server.url, side.key, { method: "POST", path: "/v1/messages", body, headers });
      expect(told.status, told.text).toBe(202);
      return JSON.parse(told.text);
    };
    const [first, second] = [await send(theirs, "key 1"), await send(ours, "key 1")];
    expect(second["id"]).not.toBe(first["id"]);
    const list = await tell(server.url, ours.key, {
      method: "GET",
      path: "/v1/messages?client_reference=order%201",
    });
    expect(JSON.parse(list.text)["data"].map(({ id }: { id: string }) => id)).toEqual([second["id"]]);
  });

  test("is opened by a link as it was given, and by none that was changed", async () => {
    const record = await tell(server.url, theirs.key, {
      method: "GET",
      path: `/v1/media/${theirs.ids.media}`,
    });
    const { pathname } = new URL(JSON.parse(record.text)["url"]);
    const open = (path: string): Promise<{ status: number }> =>
      tell(server.url, null, { method: "GET", path });
    expect((await open(pathname)).status).toBe(200);
    const token = pathname.slice("/media/".length);
    for (let at = 0; at < token.length; at += 3) {
      const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
      expect((await open(`/media/${changed}`)).status, changed).toBe(404);
    }
  });

  test("is not in the metrics", async () => {
    const { status, text } = await tell(server.url, null, { method: "GET", path: "/metrics" });
    expect(status).toBe(200);
    for (const mark of [theirs.tenantId, theirs.word, theirs.phone, ...Object.values(theirs.ids)])
      expect(text).not.toContain(mark);
  });
});

describe("what no tenant's scope opens", () => {
  test("is closed to strangers and to keys, unless it is for anybody", async () => {
    const before = await reader.digest([theirs.tenantId]);
    for (const { method, path, gate, schema } of server.gates) {
      const place = path.replace(/:\w+/, theirs.tenantId.replaceAll("-", ""));
      const body = isSchema(schema.body) ? { body: sampleOf(schema.body) } : {};
      for (const key of [null, ours.key]) {
        const told = await tell(server.url, key, { method, path: place, ...body });
        if (gate !== "anybody") expect(told.status, `${method} ${path}`).toBe(401);
        expect(told.text, `${method} ${path}`).not.toContain(theirs.word);
      }
    }
    expect(changedTables(before, await reader.digest([theirs.tenantId]))).toEqual([]);
  });

  test("is closed to people of a tenant, where it is the platform's", async () => {
    const { email } = await makePerson(making, ours, "owner");
    const origin = ground.config.http.publicUrl;
    const headers = { "content-type": "application/json", origin };
    const body = JSON.stringify({ email, password });
    const signedIn = await fetch(`${server.url}/v1/auth/sign-in`, { method: "POST", headers, body });
    expect(signedIn.status, await signedIn.clone().text()).toBeLessThan(300);
    const [cookie = ""] = (signedIn.headers.get("set-cookie") ?? "").split(";");
    const me = await tell(server.url, null, { method: "GET", path: "/v1/me", headers: { cookie, origin } });
    expect(me.status, me.text).toBe(200);
    for (const { method, path, gate, schema } of server.gates) {
      if (gate !== "platform") continue;
      const place = path.replace(/:\w+/, `ten_${theirs.tenantId.replaceAll("-", "")}`);
      const sample = isSchema(schema.body) ? { body: sampleOf(schema.body) } : {};
      const asking = { method, path: place, ...sample, headers: { cookie, origin } };
      const told = await tell(server.url, null, asking);
      expect([401, 403, 404], `${method} ${path}: ${told.text}`).toContain(told.status);
      expect(told.text).not.toContain(theirs.word);
    }
  });
});

describe("the matrix itself", () => {
  test("sees what comes through when both guards are down", async () => {
    const reads = server.routes.filter(({ method }) => method === "GET");
    const down = await openControlServer(ground, {
      guard: (app) => rlsOnly(ours.tenantId, theirs.tenantId)(applicationOnly(unboundRole)(app)),
    });
    const { findings } = await sweep({ ...sweepOf(reads, down.url), whole: null });
    await down.close();
    const open = new Set(findings.filter(({ what }) => what.startsWith("tells")).map(({ route }) => route));
    const ofThings = ["messages", "messages/received", "media", "templates", "contacts", "senders"];
    expect([...open]).toEqual(
      expect.arrayContaining(
        ofThings
          .flatMap((thing) => [`GET /v1/${thing}`, `GET /v1/${thing}/:id`])
          .filter((name) => reads.some(({ method, path }) => `${method} ${path}` === name)),
      ),
    );
  }, 60_000);

  test("sees a statement that forgets the tenant, once nothing else holds", async () => {
    const careless = (app: Database) => [
      planted("careless", async (id, tenantId) =>
        app.asTenants([tenantId], (tx) => tx.query("select body from message where id = $1", [id])),
      ),
    ];
    expect((await sweepBehind((app) => app, careless)).findings).toEqual([]);
    const seen = cellsOf(await sweepBehind(applicationOnly(unboundRole), careless));
    expect(seen).toEqual(expect.arrayContaining(["path, tells", "path, answers"]));
  });

  test("sees a route that asks in another tenant's name", async () => {
    const believing = (app: Database) => [
      planted("believing", async (id) => {
        const text = "select body from message where tenant_id = $1 and id = $2";
        return app.asTenants([theirs.tenantId], (tx) => tx.query(text, [theirs.tenantId, id]));
      }),
    ];
    const found = await sweepBehind(rlsOnly(ours.tenantId, theirs.tenantId), believing);
    expect(cellsOf(found)).toEqual(expect.arrayContaining(["path, tells", "path, answers"]));
  });

  test("sees a write, and that somebody else's thing is told from one that is not there", async () => {
    const vandal = (app: Database) => [
      planted("vandal", async (id) =>
        app.asTenants([theirs.tenantId], async (tx) => {
          const { rowCount } = await tx.query("update message set updated_at = now() where id = $1", [id]);
          return { rows: [rowCount] };
        }),
      ),
    ];
    const seen = cellsOf(await sweepBehind((app) => app, vandal));
    expect(seen).toEqual(expect.arrayContaining(["path, answers", "writes, changed"]));
  });

  test("does not take a route about whose things nothing is known", () => {
    expect(kindOf("/v1/messages/:id/cancel")).toBe("message");
    expect(kindOf("/v1/messages")).toBeNull();
    expect(() => kindOf("/v1/surprises/:id")).toThrow(/kindsByPath/);
  });
});

/** Each finding by its cell and first word. */
function cellsOf({ findings }: Swept): string[] {
  return findings.map(({ cell, what }) => `${cell}, ${what.split(" ")[0]}`);
}

/** A route that answers with whatever its statement finds. */
function planted(
  summary: string,
  find: (id: string, tenantId: string) => Promise<{ rows: unknown[] }>,
): Route {
  return {
    method: "GET",
    path: "/v1/planted/:id",
    scope: "messages:read",
    summary,
    schema: { response: { 200: Type.Unknown() } },
    handler: {
      kind: "own",
      handle: async ({ params, caller }) => {
        const { rows } = await find(uuidIn(params["id"] ?? ""), caller.tenantId);
        return { status: 200, body: { rows } };
      },
    },
  };
}
