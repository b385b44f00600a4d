// Accepting messages: POST /v1/messages through the real control process against a server that does nothing.

import { startHouse } from "./house/house.ts";
import { startRole } from "./house/role.ts";
import { startGenerator } from "./load/index.ts";
import type { LoopResult } from "./load/closed-loop.ts";
import type { MessagesTask } from "./load/tasks.ts";
import type { Benchmark } from "./main.ts";
import { watchMemory } from "./measure/memory.ts";
import { openStatementStats, statementSettings } from "./measure/statements.ts";
import { interleave, median, medianShare, percent } from "./measure/rounds.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const accept: Benchmark = {
  summary: "messages accepted per second over HTTP: authenticated, validated, durable before the 202",
  run,
};

const connectionLevels = [256, 16];
const seconds = 4;
/** Enough that the limit of requests per second and key is never met. */
const keyCount = 40;

async function run(end: AsyncDisposableStack, profiles: string | undefined): Promise<void> {
  const house = await startHouse(end, {
    transport: false,
    profiles,
    settings: profiles ? statementSettings : {},
  });
  const statements = profiles ? await openStatementStats(end, house.database.url) : null;
  const noOp = await startRole(end, {
    name: "no-op",
    module: new URL("./no-op-server.ts", import.meta.url),
    env: process.env,
  });
  const generator = await startGenerator(end);
  const apiKeys = await house.createKeys(keyCount);
  using memory = watchMemory([...house.processes, noOp, generator]);

  const messages = (idempotent: boolean): MessagesTask => ({ kind: "messages", apiKeys, idempotent });
  const parts = connectionLevels.flatMap((connections) => [
    { what: "no-op server", connections, port: noOp.ready.port!, task: messages(false) },
    { what: "waypost", connections, port: house.port, task: messages(false) },
    { what: "waypost, Idempotency-Key", connections, port: house.port, task: messages(true) },
  ]);
  for (const { task, connections, port } of parts)
    await generator.run({ task, connections, port, seconds: 2 });
  const results = await interleave(
    parts.map(
      ({ task, connections, port }) =>
        () =>
          generator.run({ task, connections, port, seconds }),
    ),
  );

  const rows = parts.map(({ what, connections }, index): Cell[] => {
    const baseline = results[index - (index % 3)]!;
    const rates = results[index]!.map(perSecond);
    return [
      String(connections),
      what,
      median(rates),
      percent(medianShare(rates, baseline.map(perSecond))),
      median(results[index]!.map((result) => result.p50Ms)),
      median(results[index]!.map((result) => result.p99Ms)),
    ];
  });
  printTable(["connections", "server", "req/s", "of no-op", "p50 ms", "p99 ms"], rows);
  memory.print();
  await statements?.print();
}

function perSecond(result: LoopResult): number {
  return result.perSecond;
}
