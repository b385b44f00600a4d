// Webhooks out: deliveries per second from one control process, and what one receiver that hangs does to a thousand.

import { setTimeout as delay } from "node:timers/promises";
import { Agent } from "undici";
import type { Database } from "../server/src/kernel/db.ts";
import { post } from "./house/post.ts";
import { startHouse, type House } from "./house/house.ts";
import { startRole } from "./house/role.ts";
import type { Benchmark, Choices } from "./main.ts";
import { type Watched, watchMemory } from "./measure/memory.ts";
import { openStatementStats, statementSettings } from "./measure/statements.ts";
import { interleave, median, medianShare, percent } from "./measure/rounds.ts";
import { type Cpu, cpuDuring } from "./measure/cpu.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const webhooks: Benchmark = {
  summary: "webhook deliveries per second, of what a bare loop of undici tells the same receiver",
  run,
};

const inFlight = 64;
/** Of a signed delivery. */
const delivery = JSON.stringify({
  type: "message.sent",
  timestamp: "2026-11-21T12:00:00.000Z",
  data: { id: "e".repeat(260) },
});

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const env = { WAYPOST_PRIVATE_NETWORKS: "127.0.0.0/8" };
  const settings = profiles === undefined ? {} : statementSettings;
  const house = await startHouse(end, { transport: false, profiles, env, settings });
  const statements = profiles === undefined ? null : await openStatementStats(end, house.database.url);
  const module = new URL("./webhooks/receiver.ts", import.meta.url);
  const receiver = await startRole(end, { name: "receiver", module, args: [], env: process.env });
  const url = `http://127.0.0.1:${receiver.ready.port}`;
  const watched = [...house.processes, receiver];
  using memory = watchMemory(watched);
  await measureRate(house, { url, watched, events: short ? 10_000 : 30_000 });
  await statements?.print();
  await measureFairness(house, url, short ? 100 : 1_000);
  memory.print();
}

type Stats = {
  count: number;
  distinct: number;
  seconds: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
};

type Rate = { perSecond: number; cpu: Cpu };

async function measureRate(
  house: House,
  { url, watched, events }: { url: string; watched: readonly Watched[]; events: number },
): Promise<void> {
  const bare = async (): Promise<Rate> => {
    await fetch(`${url}/reset`);
    const { cpu } = await cpuDuring(watched, () => bareLoop(url, events));
    return { perSecond: events / (await statsOf(url)).seconds, cpu };
  };
  const ours = (endpoints: number) => async (): Promise<Rate> => {
    const ids = await makeEndpoints(house, endpoints, (place) => `${url}/in/${place}`, "paused");
    await tell(house.engine, house.sandbox.tenantId, Math.ceil(events / endpoints));
    await house.database.administer("vacuum analyze webhook_delivery");
    await fetch(`${url}/reset`);
    const { result, cpu } = await cpuDuring(watched, async () => {
      for (const id of ids) await ask(house, "PATCH", `/v1/webhook-endpoints/${id}`, { state: "enabled" });
      return untilHeard(url, Math.ceil(events / endpoints) * endpoints);
    });
    await removeEndpoints(house, ids);
    return { perSecond: events / result.seconds, cpu };
  };
  const results = await interleave([bare, ours(1), ours(10)]);
  const rates = results.map((rounds) => rounds.map(({ perSecond }) => perSecond));
  const rows = ["bare loop", "to 1 endpoint", "to 10 endpoints"].map((what, index): Cell[] => [
    what,
    median(rates[index]!),
    percent(medianShare(rates[index]!, rates[0]!)),
    ...["control", "postgres", "receiver"].map(
      (name) => (median(results[index]!.map(({ cpu }) => cpu[name] ?? 0)) / events) * 1e6,
    ),
  ]);
  printTable(
    ["deliveries", "per second", "of the bare loop", "CPU µs each: control", "Postgres", "receiver"],
    rows,
  );
}

/** Each of so many endpoints is told ten things, one a second, while one more never answers. */
async function measureFairness(house: House, url: string, endpoints: number): Promise<void> {
  const rows: Cell[][] = [];
  for (const hanging of [false, true]) {
    const ids = await makeEndpoints(house, endpoints, (place) => `${url}/in/${place}`, "enabled");
    const stuck = hanging ? await makeEndpoints(house, 1, () => `${url}/hang`, "enabled") : [];
    await fetch(`${url}/reset`);
    for (let round = 0; round < 10; round++) {
      await tell(house.engine, house.sandbox.tenantId, 1);
      await delay(1_000);
    }
    const { p50Ms, p95Ms, p99Ms } = await untilHeard(url, endpoints * 10);
    rows.push([hanging ? "one hangs" : "all answer", p50Ms, p95Ms, p99Ms]);
    await removeEndpoints(house, [...ids, ...stuck]);
  }
  printTable([`${endpoints} endpoints, one event a second`, "p50 ms", "p95 ms", "p99 ms"], rows);
}

async function bareLoop(url: string, events: number): Promise<void> {
  const agent = new Agent();
  let left = events;
  const loop = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const headers = { "content-type": "application/json", "webhook-id": String(left) };
      const answer = await agent.request({
        origin: url,
        path: "/in",
        method: "POST",
        headers,
        body: delivery,
      });
      await answer.body.text();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  await agent.close();
}

async function statsOf(url: string): Promise<Stats> {
  return (await (await fetch(`${url}/stats`)).json()) as Stats;
}

async function untilHeard(url: string, distinct: number): Promise<Stats> {
  for (;;) {
    const stats = await statsOf(url);
    if (stats.distinct >= distinct) return stats;
    await delay(50);
  }
}

async function makeEndpoints(
  house: House,
  count: number,
  urlOf: (place: number) => string,
  state: "enabled" | "paused",
): Promise<string[]> {
  const ids: string[] = [];
  for (let place = 0; place < count; place++) {
    const made = await post(house, "/v1/webhook-endpoints", { url: urlOf(place), events: ["message.sent"] });
    ids.push(String(made["id"]));
    if (state === "paused") await ask(house, "PATCH", `/v1/webhook-endpoints/${ids.at(-1)}`, { state });
  }
  return ids;
}

/** Gone with their deliveries, so that each round begins with the same tables. */
async function removeEndpoints(house: House, ids: readonly string[]): Promise<void> {
  for (const id of ids) await ask(house, "DELETE", `/v1/webhook-endpoints/${id}`);
  await house.database.administer(
    "truncate webhook_delivery; delete from webhook_endpoint where deleted_at is not null",
  );
}

async function ask(house: House, method: string, path: string, body?: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${house.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${house.sandbox.apiKey}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

/** So many events of one tenant, in transactions of five hundred as a busy dispatcher's are. */
async function tell(engine: Database, tenantId: string, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 500) {
    await engine.query(
      `insert into event (tenant_id, mode, type, status, subject_id)
       select $1, 'test', 'message.sent', 'sent', gen_random_uuid() from generate_series(1, $2)`,
      [tenantId, Math.min(500, left)],
    );
  }
}
