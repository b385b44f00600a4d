// What keeping tenants apart costs: the same processes and statements with row-level security and without it, and a
// session's memory sealed and in clear.

import { randomUUID } from "node:crypto";
import type { Vault } from "../server/src/kernel/crypto.ts";
import { createVault } from "../server/src/kernel/crypto.ts";
import type { Database } from "../server/src/kernel/db.ts";
import { createSessionMemory } from "../server/src/sessions/index.ts";
import { hastyPeople, sendAll } from "./pipeline.ts";
import { askSimulator, type House, startHouse } from "./house/house.ts";
import { startDatabase } from "./house/database.ts";
import { addSenders } from "./house/senders.ts";
import { startGenerator } from "./load/index.ts";
import type { Benchmark, Choices } from "./main.ts";
import { watchMemory } from "./measure/memory.ts";
import { interleave, median, medianShare, percent } from "./measure/rounds.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const isolation: Benchmark = {
  summary: "accept, pipeline and session memory, with row-level security and sealing and without",
  run,
};

const connections = 256;
const keyCount = 40;
const senderCount = 100;
const shareWanted = 0.9;

type Part = { name: string; unit: string; apart(): Promise<number>; together(): Promise<number> };

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const [messageCount, seconds, writesEach] = short ? [2_000, 1, 20] : [20_000, 4, 200];
  const house = await startHouse(end, { transport: true, profiles });
  await askSimulator(house.simulatorUrl, "people/defaults", "PUT", hastyPeople);
  const generator = await startGenerator(end);
  const apiKeys = await house.createKeys(keyCount);
  const senders = await addSenders(house, senderCount);
  using memory = watchMemory([...house.processes, generator]);

  const task = { kind: "messages", apiKeys, idempotent: false } as const;
  const pipeline = async (): Promise<number> => messageCount / (await sendAll(house, senders, messageCount));
  const accept = async (): Promise<number> =>
    (await generator.run({ task, connections, port: house.port, seconds })).perSecond;
  const write = await memoryWriter(end, writesEach);
  const rows: Cell[][] = [];
  // Accepting leaves lanes full, so the pipeline goes first.
  for (const part of [
    { name: "pipeline", unit: "messages/s", ...withAndWithout(house, pipeline) },
    {
      name: "session memory, 4 keys each",
      unit: "writes/s",
      apart: () => write(createVault(Buffer.alloc(32, 7))),
      together: () => write(inClear),
    },
    { name: `accept, ${connections} connections`, unit: "requests/s", ...withAndWithout(house, accept) },
  ])
    rows.push(await measure(part));
  printTable(["what", "unit", "without", "with", "share", ""], rows);
  memory.print();
}

async function measure({ name, unit, apart, together }: Part): Promise<Cell[]> {
  // Plans and pools of both before anything counts.
  await apart();
  await together();
  const [without = [], subject = []] = await interleave([together, apart]);
  const share = medianShare(subject, without);
  return [
    name,
    unit,
    median(without),
    median(subject),
    percent(share),
    share >= shareWanted ? "" : `BELOW ${percent(shareWanted)}`,
  ];
}

function withAndWithout(house: House, work: () => Promise<number>): Pick<Part, "apart" | "together"> {
  return {
    apart: async () => {
      await setRowSecurity(house, "enable");
      return work();
    },
    together: async () => {
      await setRowSecurity(house, "disable");
      return work();
    },
  };
}

/**
 * Of every table there is one for; the statements and the roles stay what they are. Each table in a transaction of its
 * own, and again when it meets work that waits for it in turn: the processes go on meanwhile.
 */
async function setRowSecurity({ database }: House, to: "enable" | "disable"): Promise<void> {
  await database.administer(`
    do $$ declare name text; begin
      for name in select oid::regclass::text from pg_class where relforcerowsecurity and relkind in ('r', 'p') loop
        loop
          begin
            set local lock_timeout = '200ms';
            execute format('alter table %s ${to} row level security', name);
            exit;
          exception when lock_not_available then null;
          end;
        end loop;
        commit;
      end loop;
    end $$`);
}

const inClear: Pick<Vault, "seal" | "open"> = {
  seal: (_keys, _place, text) => Buffer.from(text),
  open: (_keys, _place, bytes) => bytes.toString(),
};

const writers = 64;
/** A Signal session of two devices has about this size. */
const value = Buffer.alloc(600, "ratchet");

/** Sessions that write what a message moves on: several keys, durable together; writes per second. */
async function memoryWriter(
  end: AsyncDisposableStack,
  writesEach: number,
): Promise<(vault: Pick<Vault, "seal" | "open">) => Promise<number>> {
  // Of its own: a node that holds these sessions would be counted among those that share the lanes.
  const db = (await startDatabase(end)).open("waypost_engine", 4);
  const tenantId = randomUUID();
  const keys = createVault(Buffer.alloc(32, 7)).newDataKeys(tenantId);
  const held = await holdSenders(db, tenantId, keys);
  return async (vault) => {
    const began = performance.now();
    await Promise.all(
      held.senders.map(async (senderId) => {
        const memory = createSessionMemory(
          { db, vault, fence: () => held.fence },
          { tenantId, senderId, shard: held.shard, dataKeys: async () => keys },
        );
        for (let write = 0; write < writesEach; write++) {
          const ids = [0, 1, 2, 3].map((key) => `${(write + key) % 50}`);
          await memory.write(ids.map((id) => ({ type: "session", id, value })));
        }
      }),
    );
    return (writers * writesEach) / ((performance.now() - began) / 1_000);
  };
}

type Held = { senders: string[]; shard: number; fence: { epoch: string; node: string } };

async function holdSenders(db: Database, tenantId: string, dataKeys: Buffer): Promise<Held> {
  const [node, shard, epoch] = [randomUUID(), 5, "1"];
  await db.query("insert into tenant (id, slug, name, data_key) values ($1, 'bench', 'Bench', $2)", [
    tenantId,
    dataKeys,
  ]);
  const senders = Array.from({ length: writers }, () => randomUUID());
  await db.query("insert into node values ($1, 'bench', now() + interval '1 day')", [node]);
  await db.query("update unit set epoch = $2, owner = $3 where id = $1", [`shard-${shard}`, epoch, node]);
  await db.query(
    `insert into sender (tenant_id, id, name, transport, mode, shard, rate_per_second, burst)
     select $1, id, 'bench', 'whatsapp_web', 'test', 5, 1, 1 from unnest($2::uuid[]) as id`,
    [tenantId, senders],
  );
  return { senders, shard, fence: { epoch, node } };
}
