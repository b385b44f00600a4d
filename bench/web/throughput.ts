// Messages per second over one session and over many, ours with everything kept, bare with nothing.

import { type Cpu, cpuDuring } from "../measure/cpu.ts";
import { interleave, median, medianShare, percent } from "../measure/rounds.ts";
import { type Cell, printTable } from "../measure/table.ts";
import type { Ground, Side } from "./contenders.ts";
import type { Processes } from "./idle.ts";
import type { Places, Sending, Sent } from "./tasks.ts";

const target = 0.6;

/** `many`: sessions that send side by side; `each`: messages of one session alone. */
export type Load = { many: number; each: number };

type Part = { what: string; side: Side; sending(): Sending };
type Measured = Sent & { perSecond: number; cpu: Cpu; messages: number };

/** Sessions have to be connected; the first sends to its contact, as later rounds do, before the clock runs. */
export async function measureThroughput(
  ground: Ground,
  processes: Processes,
  { many, each }: Load,
): Promise<void> {
  let strangers = 1_000_000;
  const one: Places = { from: 0, to: 1 };
  const all: Places = { from: 0, to: many };
  const share = Math.max(10, Math.floor((each * 2) / many));
  const known = (sessions: Places, number: number, pace: Sending["pace"]): Sending => ({
    sessions,
    each: number,
    people: "known",
    pace,
  });
  const fresh = (): Sending => {
    strangers += each;
    return { sessions: one, each: Math.floor(each / 4), people: { newFrom: strangers }, pace: "left" };
  };
  const kinds: { what: string; sending(pace: Sending["pace"]): Sending }[] = [
    { what: "1 session, one contact", sending: (pace) => known(one, each, pace) },
    { what: "1 session, new contacts", sending: (pace) => ({ ...fresh(), pace }) },
    { what: `${many} sessions, a contact each`, sending: (pace) => known(all, share, pace) },
  ];
  const parts = kinds.flatMap(({ what, sending }): Part[] => [
    { what: `${what}: bare`, side: "bare", sending: () => sending("left") },
    { what: `${what}: bare, each waits for its ack`, side: "bare", sending: () => sending("ack") },
    { what: `${what}: ours`, side: "ours", sending: () => sending("ack") },
    { what: `${what}: ours, four under way`, side: "ours", sending: () => sending("left") },
  ]);
  for (const side of ["bare", "ours"] as const)
    await processes[side].ask({ do: "send", sending: known(all, 5, "ack") });
  const results = await interleave(
    parts.map(
      ({ side, sending }) =>
        () =>
          measure(ground, processes, side, sending()),
    ),
  );
  print(parts, results);
}

async function measure(
  { simulator, database }: Ground,
  processes: Processes,
  side: Side,
  sending: Sending,
): Promise<Measured> {
  const { sessions, each } = sending;
  const messages = (sessions.to - sessions.from) * each;
  const watched = [processes[side], simulator.role(), database];
  const { result, cpu } = await cpuDuring(watched, () => processes[side].ask({ do: "send", sending }));
  return { ...result, perSecond: messages / result.seconds, cpu, messages };
}

function print(parts: readonly Part[], results: readonly Measured[][]): void {
  const rates = results.map((rounds) => rounds.map(({ perSecond }) => perSecond));
  const share = (index: number): number => medianShare(rates[index]!, rates[index - (index % 4)]!);
  const rows = parts.map(({ what, side }, index): Cell[] => {
    const rounds = results[index]!;
    const cost = (name: string): number =>
      median(rounds.map(({ cpu, messages }) => ((cpu[name] ?? 0) / messages) * 1_000));
    return [
      what,
      median(rates[index]!),
      percent(share(index)),
      median(rounds.map(({ p50Ms }) => p50Ms)),
      median(rounds.map(({ p99Ms }) => p99Ms)),
      cost(side),
      side === "ours" ? cost("postgres") : null,
      cost("simulator"),
    ];
  });
  const heading = ["what", "messages/s", "of bare", "p50 ms", "p99 ms", "CPU ms", "Postgres", "simulator"];
  printTable(heading, rows);
  // As the dispatcher sends: each waits for its ack.
  const missed = parts.filter((_, index) => index % 4 === 2 && share(index) < target);
  const repeated = results.flat().reduce((sum, each) => sum + each.repeated, 0);
  console.log(`  sends that found no connection and were repeated: ${repeated}`);
  console.log(`  ${percent(target)} of bare: ${missed.length === 0 ? "met" : "NOT met"}`);
}
