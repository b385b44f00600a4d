// WhatsApp Web: our sessions, which remember in Postgres, beside bare Baileys against the same simulator.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDatabase } from "./house/database.ts";
import type { Benchmark, Choices } from "./main.ts";
import { watchMemory } from "./measure/memory.ts";
import { openStatementStats, statementSettings } from "./measure/statements.ts";
import { type Ground, startContender } from "./web/contenders.ts";
import { measureIdle } from "./web/idle.ts";
import { measurePairing } from "./web/pairing.ts";
import { measureReconnect } from "./web/reconnect.ts";
import { createWebSenders } from "./web/senders.ts";
import { startSimulator } from "./web/simulator.ts";
import { measureThroughput } from "./web/throughput.ts";

export const web: Benchmark = {
  summary: "WhatsApp Web sessions: pairing, idle, messages per second and reconnecting, next to bare Baileys",
  run,
};

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short, sessions, reconnect }: Choices,
): Promise<void> {
  const count = sessions ?? (short ? 60 : 500);
  const returning = Math.min(count, reconnect ?? (short ? 40 : 300));
  const load = short ? { many: 10, each: 100 } : { many: 30, each: 400 };
  if (count < load.many) throw new Error(`--sessions must be at least ${load.many}`);
  const ground = await prepare(end, profiles, count);
  const statements = profiles ? await openStatementStats(end, ground.database.url) : null;

  await measurePairing(ground, count);
  const processes = {
    ours: await startContender(ground, "ours", "sending"),
    bare: await startContender(ground, "bare", "sending"),
  };
  {
    using memory = watchMemory([processes.ours, processes.bare, ground.simulator.role(), ground.database]);
    await measureIdle(ground, processes, count, short ? 10 : 40);
    await statements?.reset();
    await measureThroughput(ground, processes, load);
    memory.print();
    await statements?.print();
  }
  await processes.ours.finish();
  await processes.bare.finish();
  const met = await measureReconnect(ground, returning);
  if (!met) process.exitCode = 1;
}

async function prepare(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  count: number,
): Promise<Ground> {
  const database = await startDatabase(end, profiles ? statementSettings : {});
  const directory = await mkdtemp(join(tmpdir(), "waypost-bench-web-"));
  end.defer(() => rm(directory, { recursive: true, force: true }));
  const masterKey = await createWebSenders(database.open("waypost_engine", 1), count);
  const simulator = await startSimulator(end, directory, profiles);
  return { end, database, simulator, masterKey, directory, profiles };
}
