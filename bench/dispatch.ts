// Dispatching: the real dispatcher drains lanes into a transport of this process that answers after 20 ms.

import { once } from "node:events";
import pg from "pg";
import { startDatabase } from "./house/database.ts";
import { startRole } from "./house/role.ts";
import type { DispatchAnswer, DispatchRun } from "./dispatch/process.ts";
import { worstSecond } from "./dispatch/worst-second.ts";
import { createLanes, queueMessages } from "./house/lanes.ts";
import type { Benchmark } from "./main.ts";
import { updateInBatches } from "./dispatch/floor.ts";
import { watchMemory } from "./measure/memory.ts";
import { openStatementStats, statementSettings } from "./measure/statements.ts";
import { interleave, median, medianShare, percent } from "./measure/rounds.ts";
import { printTable } from "./measure/table.ts";

export const dispatch: Benchmark = {
  summary: "queued messages claimed, sent over an in-process transport and recorded, per second",
  run,
};

const messageCount = 50_000;
const laneCount = 500;
const fewLaneCount = 20;
/** A rate no lane reaches: the dispatcher, not the pacing, is the limit. */
const unlimited = { rate: 100_000, burst: 10_000 };
const paced = { rate: 20, burst: 4 };
const pacedMessages = 30_000;

async function run(end: AsyncDisposableStack, profiles: string | undefined): Promise<void> {
  const database = await startDatabase(end, profiles ? statementSettings : {});
  const statements = profiles ? await openStatementStats(end, database.url) : null;
  const engine = database.open("waypost_engine", 4);
  const module = new URL("./dispatch/process.ts", import.meta.url);
  const args = [database.url];
  const dispatcher = await startRole(end, { name: "dispatcher", module, args, env: process.env, profiles });
  using memory = watchMemory([database, dispatcher]);
  const drain = async (task: DispatchRun): Promise<DispatchAnswer> => {
    dispatcher.child.send(task);
    const [answer] = (await once(dispatcher.child, "message")) as [DispatchAnswer];
    return answer;
  };

  const drainQueue = async (count: number): Promise<number> => {
    const lanes = await createLanes(engine, laneCount, unlimited);
    await queueMessages(engine, lanes, count);
    const { seconds } = await drain({ lanes, count });
    await database.administer("truncate message, lane_entry, attempt");
    return count / seconds;
  };
  const floor = async (): Promise<number> => {
    const lanes = await createLanes(engine, laneCount, unlimited);
    const ids = await queueMessages(engine, lanes, messageCount);
    const seconds = await updateInBatches(engine, lanes[0]!.tenantId, ids);
    await database.administer("truncate message, lane_entry, attempt");
    return messageCount / seconds;
  };
  await drainQueue(messageCount / 5);
  const [floors = [], drains = []] = await interleave([floor, () => drainQueue(messageCount)]);

  const fewLanes = async (): Promise<number> => {
    const lanes = await createLanes(engine, fewLaneCount, unlimited);
    await queueMessages(engine, lanes, messageCount);
    const { seconds } = await drain({ lanes, count: messageCount });
    await database.administer("truncate message, lane_entry, attempt");
    return messageCount / seconds;
  };
  const alone = await fewLanes();
  const besideABackup = await whileReading(database.url, fewLanes);

  const lanes = await createLanes(engine, laneCount, paced);
  await queueMessages(engine, lanes, pacedMessages);
  const { seconds, sentAt } = await drain({ lanes, count: pacedMessages });
  const worst = Math.max(...Object.values(sentAt).map(worstSecond));

  printTable(
    ["what", "rows/s", "of floor"],
    [
      ["Postgres' floor: the same rows updated twice in batches of 1,000", median(floors), percent(1)],
      [`${laneCount} lanes drained, rate unlimited`, median(drains), percent(medianShare(drains, floors))],
      [`${fewLaneCount} lanes drained, rate unlimited`, alone, null],
      [
        "the same while somebody looks at the database as it was before",
        besideABackup,
        `${percent(besideABackup / alone)} of alone`,
      ],
      [
        `${laneCount} lanes drained, ${paced.rate}/s and burst ${paced.burst} each`,
        pacedMessages / seconds,
        null,
      ],
    ],
  );
  const verdict = worst <= paced.rate + paced.burst ? "kept" : "BROKEN";
  console.log(
    `  pace ${verdict}: the busiest second of any lane had ${worst} of ${paced.rate + paced.burst}`,
  );
  memory.print();
  await statements?.print();
  if (verdict === "BROKEN") process.exitCode = 1;
}

/** As a backup does: nothing that is deleted meanwhile can be cleaned up. */
async function whileReading<T>(url: string, work: () => Promise<T>): Promise<T> {
  const reader = new pg.Client({ connectionString: url });
  await reader.connect();
  try {
    await reader.query("begin isolation level repeatable read");
    await reader.query("select count(*) from sender");
    return await work();
  } finally {
    await reader.end();
  }
}
