// What messaging's tests stand on: a database of their own, tenants and senders as rows, a dispatcher over a transport.

import { beforeAll, beforeEach } from "vitest";
import { createTestDatabase } from "../kernel/postgres/test-database.ts";
import { readSendingRules } from "../audience/index.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createIdMaker } from "../kernel/ids.ts";
import { type Node, startNode } from "../kernel/nodes.ts";
import {
  noFacts,
  type NumberFacts,
  pauseUnchangedSender,
  presets,
  type Protection,
  readSendersOfShards,
} from "../senders/index.ts";
import type { Outcome, OutgoingMessage } from "../transports/transport.ts";
import { createAcceptor } from "./accept-message.ts";
import {
  createDispatcher,
  type DispatchCounters,
  type Dispatcher,
  type DispatcherDeps,
  type LaneSender,
} from "./dispatcher.ts";
import type { LaneProtection } from "./dispatch/protected-lane.ts";
import { createLaneStore } from "./lane-store.ts";
import { timelineOf } from "./present-message.ts";
import type { NewMessage } from "./store/accept.ts";
import { listMessages, type MessageRow, readAttempts, readEvidence, readMessage } from "./store/read.ts";

export { applyStatuses } from "./apply-evidence.ts";
export { insertMessages } from "./store/accept.ts";

export const newId = createIdMaker(Date.now);

export type Harness = {
  url: string;
  app: Database;
  engine: Database;
  /** A tenant with one sender; answers both ids. */
  tenant(sender?: { rate?: number; burst?: number; shard?: number }): Promise<Lane>;
  close(): Promise<void>;
};

export type Lane = {
  tenantId: string;
  senderId: string;
  shard: number;
  rate: number;
  burst: number;
  protection?: LaneProtection;
  inFlightMax?: number;
  purse?: LaneSender["purse"];
};

/** The test file's own. */
export let harness: Harness;

/** For the top of a test file: a database for all of its tests. */
export function useHarness(): void {
  beforeAll(async () => {
    harness = await createHarness();
    return () => harness.close();
  });
}

/** As `useHarness`, for a file whose tests run dispatchers. */
export function useDispatchers(): void {
  useHarness();
  // A node of an earlier test that ended without a word would hold its share of the shards for another five seconds.
  beforeEach(async () => void (await harness.engine.query("delete from node")));
}

export async function createHarness(): Promise<Harness> {
  const database = await createTestDatabase();
  const onError = (): void => undefined;
  const { url } = database;
  const app = createDatabase({ url, role: "waypost_app", connectionsMax: 6, onError });
  const engine = openEngine(url);
  return {
    url,
    app,
    engine,
    tenant: (sender) => createLane(engine, sender ?? {}),
    close: async () => {
      await Promise.all([app.close(), engine.close()]);
      await database.drop();
    },
  };
}

/** A database of one process; closing it is that process's death as far as anybody else can tell. */
export function openEngine(url: string): Database {
  return createDatabase({
    url,
    role: "waypost_engine",
    connectionsMax: 6,
    byIndex: true,
    onError: () => undefined,
  });
}

async function createLane(
  engine: Database,
  { rate = 1_000, burst = 1_000, shard = 7 }: { rate?: number; burst?: number; shard?: number },
): Promise<Lane> {
  const [tenantId, senderId] = [newId(), newId()];
  await engine.query("insert into tenant (id, slug, name, data_key) values ($1, $2, 'Marigold', '')", [
    tenantId,
    `t-${tenantId}`,
  ]);
  await engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'front desk', 'memory', 'test', '+15550100000', $3, $4, $5)`,
    [tenantId, senderId, shard, rate, burst],
  );
  return { tenantId, senderId, shard, rate, burst };
}

export function newMessage(lane: Lane, more: Partial<NewMessage> = {}): NewMessage {
  const now = new Date().toISOString();
  return {
    tenant_id: lane.tenantId,
    id: newId(),
    mode: "test",
    sender_id: lane.senderId,
    shard: lane.shard,
    recipient: "+14155550123",
    class: 1,
    category: "utility",
    type: "text",
    body: { type: "text", text: { body: "Your order 1042 is on its way" } },
    status: "queued",
    due_at: now,
    expires_at: null,
    unknown_policy: "once",
    client_reference: null,
    metadata: null,
    created_at: now,
    ...more,
  };
}

/** Messages to as many people, whose numbers go on from this one. */
export function newMessages(
  lane: Lane,
  count: number,
  first: number,
  more: Partial<NewMessage> = {},
): NewMessage[] {
  const toNth = (_: unknown, n: number) => newMessage(lane, { recipient: `+1415555${first + n}`, ...more });
  return Array.from({ length: count }, toNth);
}

/** Accepts messages of one tenant as its API would, in one request. */
export async function accept({ app }: Pick<Harness, "app">, messages: readonly NewMessage[]): Promise<void> {
  const [first] = messages;
  if (first === undefined) throw new Error("nothing to accept");
  await createAcceptor({ db: app }).accept({
    tenantId: first.tenant_id,
    messages: [...messages],
    idempotency: null,
    answer: () => ({ status: 202, body: null }),
  });
}

export function accepted(id: string): Outcome {
  return { kind: "accepted", providerMessageId: id };
}

/** A preset by day, with nothing remembered and gaps too short to wait for, but for what is given. */
export function protectedBy(
  { cadence, ...given }: Partial<Protection> & { cadence?: Protection["rhythm"]["cadence"] },
  facts: NumberFacts = noFacts,
): LaneProtection {
  const quick = { medianMs: 1, sigma: 0, leastMs: 1, mostMs: 1 };
  const { rhythm, ...preset } = presets.normal;
  return {
    protection: {
      ...preset,
      rhythm: { ...rhythm, typing: null, cadence: cadence ?? quick },
      caps: { perDay: 1_000, newChatsPerDay: 1_000, warmUp: [] },
      quietHours: null,
      zone: "UTC",
      ...given,
    },
    remembered: { facts, texts: new Map() },
  };
}

export type Send = (message: OutgoingMessage, signal: AbortSignal) => Promise<Outcome>;

export type Running = {
  dispatcher: Dispatcher;
  node: Node;
  stop(graceMs?: number): Promise<void>;
  errors: Error[];
};

type RunOptions = {
  clock?: Clock;
  counters?: Partial<DispatchCounters>;
  took?: NonNullable<DispatcherDeps["took"]>;
};

/** One node with a dispatcher that holds every shard and sends through `send`. */
export async function runDispatcher(
  { engine }: Pick<Harness, "engine">,
  lanes: readonly Lane[],
  send: Send,
  { clock = systemClock, counters = {}, took }: RunOptions = {},
): Promise<Running> {
  const errors: Error[] = [];
  const onError = (error: Error): void => void errors.push(error);
  const holder: { node: Node | null } = { node: null };
  const evidence = { newId, random: () => 0.5 };
  const dispatcher = createDispatcher({
    store: createLaneStore(engine, evidence),
    clock,
    node: {
      id: () => holder.node?.id() ?? null,
      mayWork: () => holder.node?.mayWork() ?? false,
      now: () => holder.node?.now() ?? clock.now(),
    },
    readSenders: (shards) => readLanes(engine, lanes, { shards, send }),
    pauseSender: async ({ tenantId, id, version }, reason) =>
      (await pauseUnchangedSender(engine, [tenantId, id, reason, version])).length > 0,
    ...(took === undefined ? {} : { took }),
    onError,
    counters: { claimed: () => undefined, settled: () => undefined, stale: () => undefined, ...counters },
  });
  const pending: Parameters<Dispatcher["gain"]>[0][] = [];
  holder.node = await startNode({
    db: engine,
    kinds: ["shard"],
    host: "test",
    sole: false,
    onGain: (units) => (holder.node === null ? void pending.push(units) : dispatcher.gain(units)),
    onLose: (units, how) => dispatcher.lose(units, how),
    onError,
  });
  for (const units of pending) dispatcher.gain(units);
  const node = holder.node;
  return {
    dispatcher,
    node,
    errors,
    stop: async (graceMs = 5_000) => {
      await dispatcher.stop(graceMs);
      await node.leave();
    },
  };
}

/** As `runDispatcher`, where whatever it sends is accepted; `sent` says to whom, in order. */
export async function runAccepting(
  house: Pick<Harness, "engine">,
  lanes: readonly Lane[],
  more?: RunOptions,
): Promise<Running & { sent: string[] }> {
  const sent: string[] = [];
  const send: Send = async ({ to, correlation }) => {
    sent.push(to);
    return accepted(`wamid.${correlation}`);
  };
  return { ...(await runDispatcher(house, lanes, send, more)), sent };
}

/** These lanes as their senders' rows are now. */
async function readLanes(
  engine: Database,
  lanes: readonly Lane[],
  { shards, send }: { shards: readonly number[]; send: Send },
): Promise<LaneSender[]> {
  const rows = await readSendersOfShards(engine, [shards]);
  const rules = await readSendingRules(
    engine,
    lanes.map(({ tenantId }) => tenantId),
  );
  return lanes.flatMap((lane) => {
    const own = rules.get(lane.tenantId);
    const row = rows.find(({ id }) => id === lane.senderId);
    if (row === undefined) return [];
    return [
      {
        tenantId: lane.tenantId,
        id: lane.senderId,
        shard: lane.shard,
        version: row.version,
        ratePerSecond: lane.rate,
        burst: lane.burst,
        pausedUntil: row.paused_at === null ? null : Number.POSITIVE_INFINITY,
        inFlightMax: lane.inFlightMax ?? 100,
        protection: lane.protection ?? null,
        ...(lane.purse === undefined ? {} : { purse: lane.purse }),
        ...(own === undefined ? {} : { rules: own }),
        open: async () => ({ send, close: async () => undefined }),
      },
    ];
  });
}

/** How many of the tenant's messages have each status. */
export async function statusesOf(
  { engine }: Pick<Harness, "engine">,
  { tenantId }: Lane,
): Promise<Record<string, number>> {
  const rows = await listMessages(engine, { tenantId, mode: "test" }, {}, 1_000);
  const counts: Record<string, number> = {};
  for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** A message of the lane's as it is kept, and what is told of its life. */
export async function storyOf(
  { engine }: Pick<Harness, "engine">,
  { tenantId }: Lane,
  id: string,
): Promise<{ row: MessageRow; timeline: ReturnType<typeof timelineOf> }> {
  const [row] = await readMessage(engine, [tenantId, "test", id]);
  if (row === undefined) throw new Error("the message is there");
  const attempts = await readAttempts(engine, [tenantId, id]);
  const evidence = await readEvidence(engine, [tenantId, id]);
  return { row, timeline: timelineOf(row, attempts, evidence) };
}
