// The event stream of the real server: who hears what, where it goes on, and when it ends.

import { get } from "node:http";
import { createParser, eventKindOf } from "@waypost/contract";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";
import { placeId, readStream, type Stream, type StreamWish } from "../events/testing/read-stream.ts";
import { type Listener, startListener } from "../kernel/listener.ts";
import { revokeKey } from "../tenancy/index.ts";
import { aMessage, makePerson, makeSide, type Making, password, type Side } from "./testing/belongings.ts";
import { ground, makeKey, server, useControlServer } from "./testing/control-house.ts";
import { tell } from "./testing/requests.ts";
import { openReader, type Reader } from "./testing/table-digest.ts";

useControlServer();

let reader: Reader;
let listener: Listener;
let ours: Side;
let theirs: Side;

beforeAll(async () => {
  reader = await openReader(ground.databaseUrl);
  const making: Making = { ground, server, reader };
  [ours, theirs] = [await makeSide(making), await makeSide(making)];
  listener = await startListener({
    url: ground.databaseUrl,
    role: "waypost_engine",
    channels: ["events"],
    onNotice: (_channel, payload) => server.house.events.nudge(payload),
    onConnect: () => undefined,
    onError: server.house.onError,
  });
}, 60_000);
afterAll(async () => {
  await listener?.close();
  await reader?.close();
});

async function open(wish: StreamWish): Promise<Stream> {
  const stream = await readStream(server.url, wish);
  onTestFinished(() => stream.cut());
  return stream;
}

async function send(side: Side, key = side.key): Promise<string> {
  const answer = await tell(server.url, key, { method: "POST", path: "/v1/messages", body: aMessage(side) });
  expect(answer.status, answer.text).toBe(202);
  return JSON.parse(answer.text)["id"];
}

const said = ({ events }: Stream): unknown[] => events.map((event) => [event["type"], event["message_id"]]);

describe("who follows", () => {
  test("hears what happens to them from now on, and is asked to hold nothing back on the way", async () => {
    const stream = await open({ key: ours.key });
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    });
    const [mine] = [await send(ours), await send(theirs)];
    await tell(server.url, ours.key, { method: "POST", path: `/v1/messages/${mine}/cancel` });
    await vi.waitFor(() =>
      expect(said(stream)).toEqual([
        ["message.queued", mine],
        ["message.canceled", mine],
      ]),
    );
    for (const event of stream.events) {
      const kind = eventKindOf(String(event["type"]));
      expect(createParser(kind!.schema)(event)).toMatchObject({ ok: true });
    }
    expect(stream.text()).toMatch(/^retry: \d+\nid: evt_[0-9a-f]{32}\n\n/);
  });

  test("loses nothing when the line is cut, and hears nothing twice", async () => {
    const first = await open({ key: ours.key });
    const one = await send(ours);
    await vi.waitFor(() => expect(first.events).toHaveLength(1));
    first.cut();
    const two = await send(ours);
    const second = await open({ key: ours.key, headers: { "last-event-id": first.lastId() } });
    const three = await send(ours);
    await vi.waitFor(() => expect(second.events).toHaveLength(2));
    expect([...said(first), ...said(second)].map((each) => (each as string[])[1])).toEqual([one, two, three]);
    // Before the first event there is a place to go on from as well.
    const third = await open({ key: ours.key });
    await vi.waitFor(() => expect(third.lastId()).not.toBe(""));
    third.cut();
    const four = await send(ours);
    const fourth = await open({ key: ours.key, query: `?after=${third.lastId()}` });
    await vi.waitFor(() => expect(said(fourth)).toEqual([["message.queued", four]]));
  });

  test("hears of their mode only, of what they asked for, and of what their key may see", async () => {
    const [live, people, nobody] = [
      await makeKey(server.house, ours.tenantId, { mode: "live" }),
      await makeKey(server.house, ours.tenantId, { scopes: ["events:read", "contacts:read"] }),
      await makeKey(server.house, ours.tenantId, { scopes: ["messages:read"] }),
    ];
    const streams = {
      all: await open({ key: ours.key }),
      live: await open({ key: live.text }),
      people: await open({ key: people.text }),
      some: await open({ key: ours.key, query: "?types=message.canceled,contact.*" }),
    };
    expect((await open({ key: nobody.text })).status).toBe(403);
    expect((await open({ key: null })).status).toBe(401);
    const message = await send(ours);
    await tell(server.url, ours.key, { method: "POST", path: `/v1/messages/${message}/cancel` });
    const body = { phone: "+14155559876", reason: "asked_by_phone" };
    const suppressed = await tell(server.url, ours.key, { method: "POST", path: "/v1/suppressions", body });
    expect(suppressed.status, suppressed.text).toBe(201);
    const types = (stream: Stream): unknown[] => stream.events.map(({ type }) => type);
    await vi.waitFor(() => {
      expect(types(streams.all)).toEqual(["message.queued", "message.canceled", "contact.opted_out"]);
      expect(types(streams.some)).toEqual(["message.canceled", "contact.opted_out"]);
      // People are of both modes.
      expect(types(streams.live)).toEqual(["contact.opted_out"]);
      expect(types(streams.people)).toEqual(["contact.opted_out"]);
    });
    const whole = Object.values(streams)
      .map((stream) => stream.text())
      .join("");
    for (const secret of [ours.word, ours.phone.slice(1), "14155559876"]) expect(whole).not.toContain(secret);
  });

  test("is sent away when the key is revoked or the tenant suspended", async () => {
    const key = await makeKey(server.house, ours.tenantId);
    const [revoked, byTicket, unused, halted, other] = [
      await open({ key: key.text }),
      await open({ query: `?ticket=${await ticketOf(key.text)}` }),
      await ticketOf(key.text),
      await open({ key: theirs.key }),
      await open({ key: ours.key }),
    ];
    await revokeKey(server.house.engine, [key.id]);
    await server.house.engine.query("update tenant set state = 'suspended' where id = $1", [theirs.tenantId]);
    const ended = (): boolean[] => [revoked, byTicket, halted].map((stream) => stream.hasEnded());
    await vi.waitFor(() => expect(ended()).toEqual([true, true, true]), 14_000);
    expect((await open({ query: `?ticket=${unused}` })).status).toBe(401);
    expect(other.hasEnded()).toBe(false);
    await vi.waitFor(async () => expect((await open({ key: theirs.key })).status).toBe(403), 6_000);
    await server.house.engine.query("update tenant set state = 'active' where id = $1", [theirs.tenantId]);
  }, 35_000);

  test("hears that a place is gone, or never was", async () => {
    const day = 24 * 3_600_000;
    const old = placeId({ at: new Date(Date.now() - 31 * day), sequence: 1 });
    const unheard = placeId({ at: new Date(), sequence: 9_000_000_000 });
    const asked = ["7", "evt_1", "msg_0193a2b1c0de70008000000000000001", old, unheard];
    const answers = await Promise.all(
      asked.map((id) => open({ key: ours.key, headers: { "last-event-id": id } })),
    );
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 410, 410]);
    const wrong = await Promise.all(
      ["?types=message", "?types=gossip.*", "?types="].map((query) => open({ key: ours.key, query })),
    );
    expect(wrong.map(({ status }) => status)).toEqual([400, 400, 400]);
  });

  test("who does not accept a stream gets a list, page by page", async () => {
    const pages: string[] = [];
    let next: string | null = null;
    do {
      const path: string = `/v1/events?limit=2${next === null ? "" : `&after=${next}`}`;
      const page = JSON.parse((await tell(server.url, ours.key, { method: "GET", path })).text);
      pages.push(...page.data.map(({ id }: { id: string }) => id));
      next = page.next;
    } while (next !== null);
    const all = JSON.parse(
      (await tell(server.url, ours.key, { method: "GET", path: "/v1/events?limit=200" })).text,
    );
    expect(all.data.length).toBeGreaterThan(5);
    expect(pages).toEqual(all.data.map(({ id }: { id: string }) => id));
    expect(JSON.stringify(all)).not.toContain(theirs.ids.message);
  });
});

async function ticketOf(key: string): Promise<string> {
  const answer = await tell(server.url, key, { method: "POST", path: "/v1/events/tickets" });
  expect(answer.status, answer.text).toBe(201);
  return JSON.parse(answer.text)["ticket"];
}

describe("who brings a ticket", () => {
  test("follows once, from a page of any origin, what the key may hear", async () => {
    const ticket = await ticketOf(ours.key);
    const stream = await open({ query: `?ticket=${ticket}`, headers: { origin: "https://shop.example" } });
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    });
    const mine = await send(ours);
    await vi.waitFor(() => expect(said(stream)).toEqual([["message.queued", mine]]));
    expect((await open({ query: `?ticket=${ticket}` })).status).toBe(401);
    expect((await open({ query: `?ticket=${ticket.slice(0, -1)}x` })).status).toBe(401);
    const withKey = await open({ key: ours.key });
    expect(withKey.headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("is let in nowhere else, and not after a minute", async () => {
    const other = await tell(server.url, null, {
      method: "GET",
      path: `/v1/messages?ticket=${await ticketOf(ours.key)}`,
    });
    expect(other.status).toBe(401);
    const late = await ticketOf(ours.key);
    await server.house.engine.query("update stream_ticket set expires_at = now()");
    expect((await open({ query: `?ticket=${late}` })).status).toBe(401);
    const { rows } = await server.house.engine.query<{ row: string }>(
      "select stream_ticket::text as row from stream_ticket",
    );
    expect(JSON.stringify(rows)).not.toContain(late.slice("wpt_".length));
  });
});

describe("over a WebSocket", () => {
  type Opened = { socket: WebSocket; said: Record<string, unknown>[]; status: number };

  function openSocket(headers: Record<string, string>, query = ""): Promise<Opened> {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/v1/events/socket${query}`, { headers });
    onTestFinished(() => socket.terminate());
    const opened: Opened = { socket, said: [], status: 101 };
    socket.on("message", (data: Buffer) => opened.said.push(JSON.parse(data.toString())));
    return new Promise((resolve, reject) => {
      socket.on("open", () => resolve(opened));
      socket.on("unexpected-response", (_asked, response) => {
        response.resume();
        resolve({ ...opened, status: response.statusCode ?? 0 });
      });
      socket.on("error", reject);
    });
  }

  const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

  test("the same is told, from the same places on", async () => {
    const first = await openSocket(bearer(ours.key));
    const one = await send(ours);
    const place = expect.stringMatching(/^evt_/);
    await vi.waitFor(() =>
      expect(first.said).toMatchObject([{ place }, { type: "message.queued", message_id: one }]),
    );
    first.socket.terminate();
    const two = await send(ours);
    const second = await openSocket(bearer(ours.key), `?after=${String(first.said[1]?.["id"])}`);
    await vi.waitFor(() => expect(second.said.slice(1)).toMatchObject([{ message_id: two }]));
  });

  test("it is refused like any request, and ends with the key", async () => {
    const key = await makeKey(server.house, ours.tenantId);
    const opened = await openSocket(bearer(key.text));
    const closed = new Promise((resolve) => opened.socket.once("close", resolve));
    const refused = await Promise.all([
      openSocket({}),
      openSocket(bearer("wp_test_nobody")),
      openSocket(bearer(ours.key), "?types=gossip.*"),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 400]);
    const plain = await tell(server.url, ours.key, { method: "GET", path: "/v1/events/socket" });
    expect(plain.status).toBe(400);
    await revokeKey(server.house.engine, [key.id]);
    expect(await closed).toBe(1008);
  }, 20_000);

  test("a person's session opens it from our own pages only", async () => {
    const { email } = await makePerson({ server }, ours, "owner");
    const origin = ground.config.http.publicUrl;
    const signedIn = await fetch(`${server.url}/v1/auth/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify({ email, password }),
    });
    const [cookie = ""] = (signedIn.headers.get("set-cookie") ?? "").split(";");
    expect((await openSocket({ cookie, origin })).status).toBe(101);
    const shop = { origin: "https://shop.example" };
    expect((await openSocket(shop, `?ticket=${await ticketOf(ours.key)}`)).status).toBe(101);
    const asPerson = { method: "POST", path: "/v1/events/tickets", headers: { cookie, origin } };
    expect((await tell(server.url, null, asPerson)).status).toBe(403);
    const foreign: Record<string, string>[] = [
      { origin: "https://elsewhere.example" },
      { "sec-fetch-site": "cross-site" },
      {},
    ];
    for (const headers of foreign) expect((await openSocket({ cookie, ...headers })).status).toBe(403);
  });

  test("what asks for another protocol, or elsewhere, is answered as if it had not", async () => {
    const ask = (path: string, upgrade: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const headers = { ...bearer(ours.key), connection: "upgrade", upgrade };
        const asked = get(server.url + path, { agent: false, headers });
        asked.on("error", reject).on("response", (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
      });
    expect(await ask("/v1/messages?limit=1", "h2c")).toBe(200);
    expect(await ask("/v1/messages?limit=1", "websocket")).toBe(200);
    expect(await ask("/v1/nowhere", "websocket")).toBe(404);
    // A handshake that is none.
    expect(await ask("/v1/events/socket", "websocket")).toBe(400);
  });
});
