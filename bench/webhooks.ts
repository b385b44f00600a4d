// Webhooks out: deliveries per second from one control process, and what one receiver that hangs does to a thousand.

import { setTimeout as delay } from "node:timers/promises";
import { Agent } from "undici";
import type { Database } from "../server/src/kernel/db.ts";
import { post } from "./house/post.ts";
import { startHouse, type House } from "./house/house.ts";
import { startRole } from "./house/role.ts";
import type { Benchmark, Choices } from "./main.ts";
import { watchMemory } from "./measure/memory.ts";
import { interleave, median, medianShare, percent } from "./measure/rounds.ts";
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
  const house = await startHouse(end, { transport: false, profiles, env });
  const module = new URL("./webhooks/receiver.ts", import.meta.url);
  const receiver = await startRole(end, { name: "receiver", module, args: [], env: process.env });
  const url = `http://127.0.0.1:${receiver.ready.port}`;
  using memory = watchMemory([...house.processes, receiver]);
  await measureRate(house, url, short ? 5_000 : 30_000);
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

async function measureRate(house: House, url: string, events: number): Promise<void> {
  const bare = async (): Promise<number> => {
    await fetch(`${url}/reset`);
    await bareLoop(url, events);
    return events / (await statsOf(url)).seconds;
  };
  const ours = (endpoints: number) => async (): Promise<number> => {
    const ids = await makeEndpoints(house, endpoints, (place) => `${url}/in/${place}`, "paused");
    await tell(house.engine, house.sandbox.tenantId, Math.ceil(events / endpoints));
    await house.database.administer("vacuum analyze webhook_delivery");
    await fetch(`${url}/reset`);
    for (const id of ids) await ask(house, "PATCH", `/v1/webhook-endpoints/${id}`, { state: "enabled" });
    const { seconds } = await untilHeard(url, Math.ceil(events / endpoints) * endpoints);
    await removeEndpoints(house, ids);
    return events / seconds;
  };
  const results = await interleave([bare, ours(1), ours(10)]);
  const rows = ["bare loop", "to 1 endpoint", "to 10 endpoints"].map((what, index): Cell[] => [
    what,
    median(results[index]!),
    percent(medianShare(results[index]!, results[0]!)),
  ]);
  printTable(["deliveries", "per second", "of the bare loop"], rows);
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
