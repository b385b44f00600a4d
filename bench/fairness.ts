// Fairness: what a tenant with a million queued messages does to the others, and a campaign to login codes.

import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../server/src/kernel/db.ts";
import { createAcceptor } from "../server/src/messaging/index.ts";
import type { FairnessAnswer, FairnessOrder } from "./fairness-process.ts";
import { countSent, queueCampaign, readWaits } from "./fairness-rows.ts";
import { type House, startHouse } from "./house/house.ts";
import { post } from "./house/post.ts";
import { type BenchLane, createLanes, newId } from "./house/lanes.ts";
import { type Role, startRole } from "./house/role.ts";
import { createRecipients } from "./load/recipients.ts";
import type { Benchmark, Choices } from "./main.ts";
import { openStatementStats, statementSettings } from "./measure/statements.ts";
import { median } from "./measure/rounds.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const fairness: Benchmark = {
  summary: "how long others' messages and login codes wait beside a million queued ones",
  run,
};

const smallTenants = 20;
const smallPerSecond = 5;
/** What Meta lets a number send, less a tenth. */
const pace = { rate: 72, burst: 72 };
const unlimited = { rate: 100_000, burst: 10_000 };
const bigLanes = 20;
const codesPerSecond = 10;

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const house = await startHouse(end, {
    transport: false,
    profiles,
    settings: profiles ? statementSettings : {},
  });
  const statements = profiles ? await openStatementStats(end, house.database.url) : null;
  const engine = house.database.open("waypost_engine", 4);
  const app = house.database.open("waypost_app", 4);
  const module = new URL("./fairness-process.ts", import.meta.url);
  const args = [house.database.url];
  const sender = await startRole(end, { name: "transport", module, args, env: process.env, profiles });
  const ground: Ground = { house, engine, app, sender, seconds: short ? 8 : 20 };

  const rows = await besideAQueue(ground, 1_000_000);
  printTable(
    ["20 tenants, 5 messages/s each", "started/s of the other", "p50 ms", "p99 ms", "p99, of alone"],
    rows,
  );
  await statements?.print();
  const waits = await besideACampaign(ground, 100_000);
  printTable(["login codes, 10/s, from request to transport", "p50 ms", "p99 ms", "worst ms"], waits);
}

type Ground = { house: House; engine: Database; app: Database; sender: Role; seconds: number };

/** Alone, beside the queue at the pace of its provider, alone, beside one without a pace, alone. */
async function besideAQueue(ground: Ground, queued: number): Promise<Cell[][]> {
  const { engine, house } = ground;
  const small = (
    await Promise.all(Array.from({ length: smallTenants }, () => createLanes(engine, 1, pace)))
  ).flatMap((lanes, index) => lanes.map((lane) => ({ ...lane, shard: (index * 7) % 64 })));
  const measure = async (big: BenchLane[]): Promise<Measured> => {
    ground.sender.child.send({ kind: "lanes", lanes: [...small, ...big] } satisfies FairnessOrder);
    if (big.length > 0) await queueCampaign(engine, big, queued);
    await settle(house);
    const tenant = big[0]?.tenantId ?? newId();
    const before = await countSent(engine, tenant);
    const waits = await trickle(ground, small);
    const started = ((await countSent(engine, tenant)) - before) / ground.seconds;
    if (big.length > 0) await house.database.administer("truncate message, attempt, lane_entry");
    return { p50: at(waits, 0.5), p99: at(waits, 0.99), started };
  };
  await measure([]);
  const alone = [await measure([])];
  const paced = await measure(await createLanes(engine, bigLanes, pace));
  alone.push(await measure([]));
  const unpaced = await measure(await createLanes(engine, bigLanes, unlimited));
  alone.push(await measure([]));
  const baseline = median(alone.map(({ p99 }) => p99));
  const row = (what: string, { p50, p99, started }: Measured): Cell[] => {
    return [what, started, p50, p99, `${(p99 / baseline).toFixed(1)} times`];
  };
  const queue = `beside ${queued.toLocaleString("en")} of one tenant`;
  return [
    ...alone.map((each) => row("alone", each)),
    row(`${queue}, ${bigLanes} numbers at ${pace.rate}/s`, paced),
    row(`${queue}, no pace at all`, unpaced),
  ];
}

/** What it cost to queue a million at once is not what others wait for. */
async function settle({ database }: House): Promise<void> {
  await database.administer("vacuum analyze message");
  await database.administer("vacuum analyze lane_entry");
  await database.administer("checkpoint");
  await delay(2_000);
}

type Measured = { p50: number; p99: number; started: number };

const recipient = createRecipients();

/** Each tenant accepts a message five times a second, at moments of its own. */
async function trickle({ engine, app, seconds }: Ground, lanes: readonly BenchLane[]): Promise<number[]> {
  const acceptor = createAcceptor({ db: app });
  const since = new Date();
  const count = seconds * smallPerSecond;
  const work = lanes.map(async (lane) => {
    await delay(Math.random() * (1_000 / smallPerSecond));
    for (let n = 0; n < count; n += 1) {
      const next = delay(1_000 / smallPerSecond);
      await acceptor.accept({
        tenantId: lane.tenantId,
        messages: [messageOn(lane)],
        idempotency: null,
        answer: () => ({ status: 202, body: null }),
      });
      await next;
    }
  });
  await Promise.all(work);
  await delay(1_000);
  return readWaits(
    engine,
    lanes.map(({ tenantId }) => tenantId),
    since,
  );
}

type NewMessage = Parameters<ReturnType<typeof createAcceptor>["accept"]>[0]["messages"][number];

function messageOn(lane: BenchLane): NewMessage {
  const now = new Date().toISOString();
  return {
    tenant_id: lane.tenantId,
    id: newId(),
    mode: "test",
    sender_id: lane.senderId,
    shard: lane.shard,
    recipient: recipient(),
    class: 1,
    category: "utility",
    type: "text",
    body: { type: "text", text: { body: "Your order 1042 is on its way." } },
    status: "queued",
    due_at: now,
    expires_at: null,
    unknown_policy: "once",
    client_reference: null,
    metadata: null,
    created_at: now,
  };
}

/** Login codes over HTTP, on the number whose campaign runs, on another number, and with no campaign at all. */
async function besideACampaign(ground: Ground, queued: number): Promise<Cell[][]> {
  const { house, engine, sender } = ground;
  const lanes = [await apiLane(ground, 1), await apiLane(ground, 2)];
  sender.child.send({ kind: "lanes", lanes } satisfies FairnessOrder);
  await delay(2_000);
  const [busy, quiet] = lanes as [ApiLane, ApiLane];
  const alone = await codes(ground, busy);
  await queueCampaign(engine, [busy], queued);
  await engine.query("select pg_notify('lanes', $1)", [String(busy.shard)]);
  await house.database.administer("analyze message");
  const same = await codes(ground, busy);
  const other = await codes(ground, quiet);
  const row = (what: string, waits: number[]): Cell[] => [
    what,
    at(waits, 0.5),
    at(waits, 0.99),
    at(waits, 1),
  ];
  const campaign = `a campaign of ${queued.toLocaleString("en")}`;
  return [
    row("no campaign", alone),
    row(`${campaign} on the same number`, same),
    row(`${campaign} on another number`, other),
  ];
}

/** `name` is what the API calls its sender. */
type ApiLane = BenchLane & { name: string };

async function apiLane({ house, engine }: Ground, number: number): Promise<ApiLane> {
  const { id } = await post(house, "/v1/senders", { name: `bench ${number}`, transport: "sandbox" });
  const { rows } = await engine.query<{ id: string; shard: number }>(
    "select id, shard from sender where tenant_id = $1 and name = $2",
    [house.sandbox.tenantId, `bench ${number}`],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`${String(id)} has no row`);
  return { name: String(id), tenantId: house.sandbox.tenantId, senderId: row.id, shard: row.shard, ...pace };
}

const person = createRecipients();

/** Milliseconds from the request's first byte to the transport's call, for each code. */
async function codes({ house, sender, seconds }: Ground, lane: ApiLane): Promise<number[]> {
  const askedAt = new Map<string, number>();
  const requests: Promise<unknown>[] = [];
  for (let n = 0; n < seconds * codesPerSecond; n += 1) {
    const to = `+49151${person().slice(-8)}`;
    askedAt.set(to, Number(process.hrtime.bigint()) / 1e6);
    const text = { body: "Your code is 123 456." };
    requests.push(post(house, "/v1/messages", { from: lane.name, to, category: "authentication", text }));
    await delay(1_000 / codesPerSecond);
  }
  await Promise.all(requests);
  await delay(1_000);
  sender.child.send({ kind: "told", people: [...askedAt.keys()] } satisfies FairnessOrder);
  const [{ sentAt }] = (await once(sender.child, "message")) as [FairnessAnswer];
  return [...askedAt].map(([to, asked]) => {
    const waited = (sentAt[to] ?? Number.NaN) - asked;
    return Number.isNaN(waited) ? Number.POSITIVE_INFINITY : waited;
  });
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
