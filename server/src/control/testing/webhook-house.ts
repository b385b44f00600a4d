// Webhooks inside a test: the product's routes and its worker on a real database, receivers on localhost, and a clock
// that can be put forward by days.

import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { beforeAll, expect, onTestFinished } from "vitest";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import { startListener } from "../../kernel/listener.ts";
import { createAddressRule } from "../../kernel/public-address.ts";
import { createCourier, createWebhookWorker, type DisabledRow } from "../../webhooks/index.ts";
import { createCallbackWriter } from "../status-callbacks.ts";
import { createRecordReader } from "../webhook-records.ts";
import {
  askWith,
  type ControlServer,
  type Ground,
  layGround,
  makeKey,
  makeTenant,
  openControlServer,
} from "./control-house.ts";

export type Tenant = { id: string; key: string; ask: ReturnType<typeof askWith> };

export type WebhookHouse = {
  ground: Ground;
  server: ControlServer;
  clock: Clock & { putForward(ms: number): void };
  /** Endpoints that were given up, and said so. */
  disabled: DisabledRow[];
  /** A worker of its own, as another process would have; the answer stops it. */
  work(more?: { timeoutMs?: number }): Promise<() => Promise<void>>;
  tenant(): Promise<Tenant>;
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
  /** Whether it is written down that an endpoint at this place has refused something. */
  hasFailed(url: string): Promise<boolean>;
  close(): Promise<void>;
};

/** The test file's own. */
export let house: WebhookHouse;

/** For the top of a test file: a house for all of its tests. */
export function useWebhookHouse(): void {
  beforeAll(async () => {
    house = await openWebhookHouse();
    return () => house.close();
  });
}

/** A worker of the house, until the test ends. */
export async function work(more?: { timeoutMs?: number }): Promise<void> {
  onTestFinished(await house.work(more));
}

/** Until the test ends. */
export async function receive(...given: Parameters<typeof openReceiver>): Promise<Receiver> {
  const receiver = await openReceiver(...given);
  onTestFinished(receiver.close);
  return receiver;
}

/** Answers 500 until it has recovered. */
export async function receiveDown(): Promise<Receiver & { recover(): void }> {
  let up = false;
  const receiver = await receive((_heard, response) => void response.writeHead(up ? 200 : 500).end());
  return { ...receiver, recover: () => void (up = true) };
}

export const poll = <Value>(look: () => Value) => expect.poll(look, { interval: 10, timeout: 5_000 });

/** What could not be delivered is due again, and heard. */
export async function hearAgain({
  url,
  heard,
  recover,
}: Awaited<ReturnType<typeof receiveDown>>): Promise<void> {
  // Until its failure is written down, the time of the next attempt would be reckoned from the clock put forward.
  await poll(() => house.hasFailed(url)).toBe(true);
  const before = heard.length;
  recover();
  house.clock.putForward(10_000);
  await poll(async () => {
    await house.nudge();
    return heard.length;
  }).toBe(before + 1);
}

/** Who can send at once. */
export async function tenantWithSender(): Promise<Tenant> {
  const tenant = await house.tenant();
  const made = await tenant.ask("POST /v1/senders", { name: "desk", transport: "sandbox", default: true });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return tenant;
}

async function openWebhookHouse(): Promise<WebhookHouse> {
  const laid = await layGround();
  const ground: Ground = { ...laid, config: { ...laid.config, privateNetworks: ["127.0.0.0/8"] } };
  const server = await openControlServer(ground);
  const { engine } = server.house;
  const disabled: DisabledRow[] = [];
  const clock = clockThatCanBePutForward();
  return {
    ground,
    server,
    clock,
    disabled,
    work: (more) => startWorker({ ground, server, clock, disabled }, more),
    tenant: async () => {
      const id = await makeTenant(server.house, "Marigold");
      const { text: key } = await makeKey(server.house, id);
      return { id, key, ask: askWith(server.url, key) };
    },
    tell: async (tenantId, types, { subject = null, sender = null } = {}) => {
      const { rows } = await engine.query<{ id: string }>(
        `insert into event (tenant_id, mode, type, status, subject_id, sender_id)
         select $1, 'test', type, split_part(type, '.', 2), coalesce($3::uuid, gen_random_uuid()), $4
         from unnest($2::text[]) with ordinality as t(type, place) order by place returning id`,
        [tenantId, types, subject, sender],
      );
      return rows.map(({ id }) => `evt_${id.replaceAll("-", "")}`);
    },
    nudge: async () => void (await engine.query("select pg_notify('events', '')")),
    waiting: async (endpoint) => {
      const { rows } = await engine.query<{ due: number; all: number; attempts: number }>(
        `select count(*) filter (where due_at <= $2)::int as due,
                count(*) filter (where due_at is not null)::int as all,
                coalesce(sum(attempts), 0)::int as attempts
         from webhook_delivery where replace(endpoint_id::text, '-', '') = $1`,
        [endpoint.slice("whe_".length), clock.now()],
      );
      return rows[0] ?? { due: 0, all: 0, attempts: 0 };
    },
    hasFailed: async (url) => {
      const { rows } = await engine.query(
        `select from webhook_delivery d join webhook_endpoint e on e.tenant_id = d.tenant_id and e.id = d.endpoint_id
         where starts_with(e.url, $1) and d.last_status >= 400`,
        [url],
      );
      return rows.length > 0;
    },
    close: () => server.close().then(() => ground.close()),
  };
}

async function startWorker(
  { ground, server, clock, disabled }: Pick<WebhookHouse, "ground" | "server" | "clock" | "disabled">,
  { timeoutMs }: { timeoutMs?: number } = {},
): Promise<() => Promise<void>> {
  const { app, engine, vault, finder, onError } = server.house;
  const mayReach = createAddressRule(ground.config.privateNetworks);
  const courier = createCourier({ mayReach, clock, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const readRecords = createRecordReader(app, server.routes);
  const worker = createWebhookWorker({
    engine,
    vault,
    clock,
    courier,
    readRecords,
    writeCallbacks: createCallbackWriter(readRecords, finder),
    onDisabled: (endpoints) => void disabled.push(...endpoints),
    onError,
    counters: { attempted: () => undefined },
  });
  const listener = await startListener({
    url: ground.databaseUrl,
    role: "waypost_engine",
    channels: ["events", "webhook_endpoints"],
    onNotice: (channel, payload) => (channel === "events" ? worker.wake(payload) : void worker.refresh()),
    onConnect: () => void worker.refresh(),
    onError,
  });
  await worker.refresh();
  return async () => {
    await listener.close();
    await worker.stop(100);
    await courier.close();
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
async function openReceiver(
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
