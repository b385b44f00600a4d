// All sessions lose their server at once: how soon they are back, and how many knock in the busiest second.

import { setTimeout as delay } from "node:timers/promises";
import { worstSecond } from "../dispatch/worst-second.ts";
import { askSimulator } from "../house/house.ts";
import { cpuDuring } from "../measure/cpu.ts";
import { type Cell, printTable } from "../measure/table.ts";
import { type ContenderProcess, type Ground, startContender } from "./contenders.ts";
import { numberOf } from "./numbers.ts";

const targetSeconds = 60;
const patienceMs = 180_000;

/** What is done to the server; answers the instant at which it can be reached again. */
type Trouble = { what: string; make(ground: Ground, count: number): Promise<number> };

const troubles: readonly Trouble[] = [
  { what: "every connection breaks, the server stays", make: breakAll },
  { what: "simulator killed, back after 1 s", make: (ground) => killFor(ground, 1_000) },
  { what: "simulator killed, back after 20 s", make: (ground) => killFor(ground, 20_000) },
];

/** Uses sessions that are linked; answers whether the target was met. */
export async function measureReconnect(ground: Ground, count: number): Promise<boolean> {
  const ours = await startContender(ground, "ours", "reconnect");
  await ours.ask({ do: "connect", sessions: { from: 0, to: count } });
  const rows: Cell[][] = [];
  let met = true;
  for (const trouble of troubles) {
    const { row, seconds } = await reconnect(ground, ours, count, trouble);
    rows.push(row);
    met &&= seconds <= targetSeconds;
  }
  const heading = [
    `${count} sessions`,
    "s until all are back",
    "dials",
    "most dials in 1 s",
    "most logins in 1 s",
    "CPU ms each",
    "simulator",
  ];
  printTable(heading, rows);
  console.log(`  all back ${met ? "within" : "NOT within"} ${targetSeconds} s`);
  await ours.finish();
  return met;
}

async function reconnect(
  ground: Ground,
  ours: ContenderProcess,
  count: number,
  { what, make }: Trouble,
): Promise<{ row: Cell[]; seconds: number }> {
  await ours.ask({ do: "watch" });
  const { result: since, cpu: during } = await cpuDuring([ours], () => make(ground, count));
  const { result, cpu } = await cpuDuring([ours, ground.simulator.role()], () =>
    ours.ask({ do: "reconnected", count, patienceMs }),
  );
  const { all, dialled, opened } = result;
  const seconds = all ? (Math.max(...opened) - since) / 1_000 : Number.POSITIVE_INFINITY;
  const each = (name: string): number => (((cpu[name] ?? 0) + (during[name] ?? 0)) / count) * 1_000;
  const [dials, logins] = [worstSecond(dialled), worstSecond(opened)];
  const row = [what, seconds, dialled.length, dials, logins, each("ours"), each("simulator")];
  return { row, seconds };
}

async function breakAll({ simulator }: Ground, count: number): Promise<number> {
  const since = Date.now();
  await Promise.all(
    Array.from({ length: count }, (_, place) =>
      askSimulator(simulator.url, `web/${numberOf("ours", place)}/disconnect`, "POST", { how: "drop" }),
    ),
  );
  return since;
}

async function killFor({ simulator }: Ground, ms: number): Promise<number> {
  await simulator.kill();
  await delay(ms);
  await simulator.start();
  return Date.now();
}
