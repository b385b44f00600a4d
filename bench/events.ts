// What events cost: messages accepted, and messages all the way, with what is told of them and without.

import { hastyPeople, sendAll } from "./pipeline.ts";
import { askSimulator, type House, startHouse } from "./house/house.ts";
import { addSenders } from "./house/senders.ts";
import { startGenerator } from "./load/index.ts";
import type { MessagesTask } from "./load/tasks.ts";
import type { Benchmark, Choices } from "./main.ts";
import { type Cpu, cpuDuring } from "./measure/cpu.ts";
import { interleave, median, medianShare, percent } from "./measure/rounds.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const events: Benchmark = {
  summary:
    "messages accepted and messages recorded as read per second, with the outbox of events and without",
  run,
};

const connections = 64;
const keyCount = 40;
const senderCount = 50;
/** Of those that tell of messages; what others do to the same tables stays as it is. */
const triggers = { message: ["message_accepted", "message_moved"], inbound_message: ["inbound_received"] };

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const house = await startHouse(end, { transport: true, profiles });
  const generator = await startGenerator(end);
  await askSimulator(house.simulatorUrl, "people/defaults", "PUT", hastyPeople);
  const senders = await addSenders(house, senderCount);
  const count = short ? 6_000 : 40_000;
  await sendAll(house, senders, count / 2);
  const whole = [false, true].map((told) => async (): Promise<Measured> => {
    await tell(house, told);
    const { result, cpu } = await cpuDuring(house.processes, () => sendAll(house, senders, count));
    return { perSecond: count / result, cpuUs: microseconds(cpu) / count };
  });
  print("messages/s from batch to read", await interleave(whole));

  const task: MessagesTask = {
    kind: "messages",
    apiKeys: await house.createKeys(keyCount),
    idempotent: false,
  };
  const seconds = short ? 3 : 5;
  const accepted = [false, true].map((told) => async (): Promise<Measured> => {
    await tell(house, told);
    const { result, cpu } = await cpuDuring(house.processes, () =>
      generator.run({ task, connections, port: house.port, seconds }),
    );
    return { perSecond: result.perSecond, cpuUs: microseconds(cpu) / (result.perSecond * seconds) };
  });
  await accepted[1]!();
  print("messages/s accepted", await interleave(accepted));
}

async function tell({ database }: House, told: boolean): Promise<void> {
  for (const [table, names] of Object.entries(triggers)) {
    for (const name of names)
      await database.administer(`alter table ${table} ${told ? "enable" : "disable"} trigger ${name}`);
  }
}

/** CPU time of all processes for one message: on a machine that others use, it says more than the clock. */
type Measured = { perSecond: number; cpuUs: number };

function microseconds(cpu: Cpu): number {
  return Object.values(cpu).reduce((sum, seconds) => sum + seconds, 0) * 1e6;
}

function print(what: string, results: readonly Measured[][]): void {
  const [rates, costs] = [
    results.map((each) => each.map(({ perSecond }) => perSecond)),
    results.map((each) => each.map(({ cpuUs }) => cpuUs)),
  ];
  const rows = results.map((_, index): Cell[] => [
    index === 0 ? "without events" : "with events",
    median(rates[index]!),
    percent(medianShare(rates[index]!, rates[0]!)),
    median(costs[index]!),
    percent(medianShare(costs[0]!, costs[index]!)),
  ]);
  printTable(["", what, "of without", "CPU µs each", "without, of it"], rows);
}
