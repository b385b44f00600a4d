// The whole way: batches over HTTP, dispatched over HTTP to WhatsApp on localhost, its webhooks back, all recorded.

import type { Database } from "../server/src/kernel/db.ts";
import { askSimulator, type House, startHouse } from "./house/house.ts";
import { post } from "./house/post.ts";
import { startRole } from "./house/role.ts";
import { addSenders, textFrom } from "./house/senders.ts";
import { acknowledged, allRead, expectEverybodyOnce, statusesPerMessage } from "./house/settled.ts";
import { type Generator, startGenerator } from "./load/index.ts";
import { createRecipients } from "./load/recipients.ts";
import type { Benchmark } from "./main.ts";
import { cpuDuring } from "./measure/cpu.ts";
import { watchMemory } from "./measure/memory.ts";
import { percent } from "./measure/rounds.ts";
import { openStatementStats, statementSettings } from "./measure/statements.ts";
import { printTable } from "./measure/table.ts";

export const pipeline: Benchmark = {
  summary: "messages from HTTP batch to recorded `read`, through every process, per second",
  run,
};

const messageCount = 100_000;
const warmUpCount = messageCount / 20;
const senderCount = 100;
const batchSize = 1_000;
/** Nobody makes anybody wait: what is measured is the software. */
export const hastyPeople = { sent_ms: 0, delivered_ms: 1, read_ms: 1 };

async function run(end: AsyncDisposableStack, profiles: string | undefined): Promise<void> {
  const house = await startHouse(end, {
    transport: true,
    profiles,
    settings: profiles ? statementSettings : {},
  });
  const statements = profiles ? await openStatementStats(end, house.database.url) : null;
  const generator = await startGenerator(end);
  using memory = watchMemory(house.processes);
  await askSimulator(house.simulatorUrl, "people/defaults", "PUT", hastyPeople);
  const senders = await addSenders(house, senderCount);
  await sendAll(house, senders, warmUpCount);
  await statements?.reset();

  const { result: seconds, cpu } = await cpuDuring(house.processes, () =>
    sendAll(house, senders, messageCount),
  );
  await expectEverybodyOnce(house, warmUpCount + messageCount);
  const alone = await simulatorAlone(end, house, generator);

  printTable(
    ["what", "messages/s", "of the simulator alone"],
    [
      ["the simulator alone, a bare client, webhooks to a no-op server", alone, percent(1)],
      [`Waypost, ${senderCount} senders`, messageCount / seconds, percent(messageCount / seconds / alone)],
    ],
  );
  printTable(
    ["CPU of", "µs each message"],
    Object.entries(cpu).map(([name, took]) => [name, (took / messageCount) * 1e6]),
  );
  console.log(`  deadlocks in Postgres: ${await deadlocks(house.engine)}`);
  memory.print();
  await statements?.print();
}

/** Two statements that take the same rows in different orders cost a second each time, and nobody else would tell. */
async function deadlocks(engine: Database): Promise<number> {
  const { rows } = await engine.query<{ deadlocks: number }>(
    "select deadlocks::int from pg_stat_database where datname = current_database()",
  );
  return rows[0]?.deadlocks ?? Number.NaN;
}

const recipient = createRecipients();

/** Seconds from the first batch to the last `read` in the database. */
export async function sendAll(house: House, senders: readonly string[], count: number): Promise<number> {
  const bodies = Array.from({ length: count / batchSize }, (_, batch) => ({
    messages: Array.from({ length: batchSize }, (_message, index) =>
      textFrom(senders[(batch * batchSize + index) % senders.length], recipient()),
    ),
  }));
  const began = performance.now();
  const work = async (): Promise<void> => {
    for (let body = bodies.shift(); body !== undefined; body = bodies.shift())
      await post(house, "/v1/messages/batch", body);
  };
  await Promise.all([work(), work()]);
  await allRead(house);
  return (performance.now() - began) / 1_000;
}

/** The simulator without its limit of messages per number, so that it is as fast as it can be; messages per second. */
async function simulatorAlone(
  end: AsyncDisposableStack,
  house: House,
  generator: Generator,
): Promise<number> {
  const module = new URL("./no-op-server.ts", import.meta.url);
  const config = await askSimulator(house.simulatorUrl, "config");
  const receiver = await startRole(end, {
    name: "receiver",
    module,
    args: [String(config["app_secret"])],
    env: process.env,
  });
  await askSimulator(house.simulatorUrl, "reset", "POST");
  await askSimulator(house.simulatorUrl, "webhook", "PUT", {
    url: `http://127.0.0.1:${receiver.ready.port}/hooks/bench`,
  });
  await askSimulator(house.simulatorUrl, "settings", "PUT", { limits: { throughput_per_second: null } });
  await askSimulator(house.simulatorUrl, "people/defaults", "PUT", hastyPeople);
  const { data } = await askSimulator(house.simulatorUrl, "numbers");
  const phoneNumberIds = (data as { phone_number_id: string }[]).map((number) => number.phone_number_id);
  const accessToken = String(config["access_token"]);
  const path = `${new URL(String(config["graph_url"])).pathname}/${String(config["version"])}`;
  const began = performance.now();
  await generator.run({
    task: { kind: "graph", accessToken, path, phoneNumberIds, count: messageCount },
    port: Number(new URL(house.simulatorUrl).port),
    connections: 128,
    seconds: null,
  });
  await acknowledged(house.simulatorUrl, messageCount * statusesPerMessage);
  return messageCount / ((performance.now() - began) / 1_000);
}
