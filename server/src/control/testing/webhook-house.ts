// Webhooks inside a test: the product's routes and its worker on a real database, receivers on localhost, and a clock
// that can be put forward by days.

import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import { startListener } from "../../kernel/listener.ts";
import { createAddressRule } from "../../kernel/public-address.ts";
import { createCourier, createWebhookWorker, type DisabledRow } from "../../webhooks/index.ts";
import { createCallbackWriter } from "../status-callbacks.ts";
import { createRecordReader } from "../webhook-records.ts";
import {
  type ControlServer,
  type Ground,
  layGround,
  makeKey,
  makeTenant,
  openControlServer,
} from "./control-house.ts";

export type WebhookHouse = {
  ground: Ground;
  server: ControlServer;
  clock: Clock & { putForward(ms: number): void };
  /** Endpoints that were given up, and said so. */
  disabled: DisabledRow[];
  /** A worker of its own, as another process would have; the answer stops it. */
  work(more?: { timeoutMs?: number }): Promise<() => Promise<void>>;
  tenant(): Promise<{ id: string; key: string; ask: Ask }>;
  /** Tells of so many things that have happened to as many messages. */
  tell(
    tenantId: string,
    types: readonly string[],
    more?: { subject?: string; sender?: string },
  ): Promise<string[]>;
  /** Has workers look, as a notice that was lost would have. */
  nudge(): Promise<void>;
  /** What waits for an endpoint and is due by the clock, and all that waits. */
  waiting(endpoint: string): Promise<{ due: number; all: number; attempts: number }>;
  close(): Promise<void>;
};

/** Answers are read like a foreign client reads them. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test reads any field of any answer
export type Told = { status: number; body: Record<string, any> };
export type Ask = (line: string, body?: unknown, headers?: Record<string, string>) => Promise<Told>;

export async function openWebhookHouse(): Promise<WebhookHouse> {
  const laid = await layGround();
  const ground: Ground = { ...laid, config: { ...laid.config, privateNetworks: ["127.0.0.0/8"] } };
  const server = await openControlServer(ground);
  const { house } = server;
  const disabled: DisabledRow[] = [];
  const clock = clockThatCanBePutForward();
  return {
    ground,
    server,
    clock,
    disabled,
    work: async ({ timeoutMs } = {}) => {
      const mayReach = createAddressRule(ground.config.privateNetworks);
      const courier = createCourier({ mayReach, clock, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
      const readRecords = createRecordReader(house.app, server.routes);
      const worker = createWebhookWorker({
        engine: house.engine,
        vault: house.vault,
        clock,
        courier,
        readRecords,
        writeCallbacks: createCallbackWriter(readRecords, house.finder),
        onDisabled: (endpoints) => void disabled.push(...endpoints),
        onError: house.onError,
        counters: { attempted: () => undefined },
      });
      const listener = await startListener({
        url: ground.databaseUrl,
        role: "waypost_engine",
        channels: ["events", "webhook_endpoints"],
        onNotice: (channel, payload) => (channel === "events" ? worker.wake(payload) : void worker.refresh()),
        onConnect: () => void worker.refresh(),
        onError: house.onError,
      });
      await worker.refresh();
      return async () => {
        await listener.close();
        await worker.stop(100);
        await courier.close();
      };
    },
    tenant: async () => {
      const id = await makeTenant(house, "Marigold");
      const { text: key } = await makeKey(house, id);
      return { id, key, ask: askWith(server.url, key) };
    },
    tell: async (tenantId, types, { subject = null, sender = null } = {}) => {
      const { rows } = await house.engine.query<{ id: string }>(
        `insert into event (tenant_id, mode, type, status, subject_id, sender_id)
         select $1, 'test', type, split_part(type, '.', 2), coalesce($3::uuid, gen_random_uuid()), $4
         from unnest($2::text[]) with ordinality as t(type, place) order by place returning id`,
        [tenantId, types, subject, sender],
      );
      return rows.map(({ id }) => `evt_${id.replaceAll("-", "")}`);
    },
    nudge: async () => void (await house.engine.query("select pg_notify('events', '')")),
    waiting: async (endpoint) => {
      const { rows } = await house.engine.query<{ due: number; all: number; attempts: number }>(
        `select count(*) filter (where due_at <= $2)::int as due,
                count(*) filter (where due_at is not null)::int as all,
                coalesce(sum(attempts), 0)::int as attempts
         from webhook_delivery where replace(endpoint_id::text, '-', '') = $1`,
        [endpoint.slice("whe_".length), clock.now()],
      );
      return rows[0] ?? { due: 0, all: 0, attempts: 0 };
    },
    close: () => server.close().then(() => ground.close()),
  };
}

export function askWith(url: string, key: string): Ask {
  return async (line, body, headers = {}) => {
    const [method = "GET", path = "/"] = line.split(" ");
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
  };
}

function clockThatCanBePutForward(): WebhookHouse["clock"] {
  let aheadMs = 0;
  return {
    ...systemClock,
    monotonic: () => systemClock.monotonic() + aheadMs,
    now: () => new Date(Date.now() + aheadMs),
    putForward: (ms) => void (aheadMs += ms),
  };
}

/** One request as it came. */
export type Heard = { path: string; headers: IncomingHttpHeaders; body: string; id: string };

export type Receiver = {
  url: string;
  heard: Heard[];
  /** Open connections. */
  connections(): number;
  close(): Promise<void>;
};

/** Answers 204 unless `answer` does something else. */
export async function openReceiver(
  answer: (heard: Heard, response: ServerResponse) => void = (_heard, response) =>
    void response.writeHead(204).end(),
): Promise<Receiver> {
  const heard: Heard[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      const one: Heard = {
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        id: String(request.headers["webhook-id"]),
      };
      heard.push(one);
      answer(one, response);
    });
  });
  server.on("connection", (socket) => {
    open += 1;
    socket.on("close", () => (open -= 1));
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    connections: () => open,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
