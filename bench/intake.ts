// Intake: signed webhooks to the real control process, until every status is applied to its message.

import { setTimeout as delay } from "node:timers/promises";
import { type Database, statement } from "../server/src/kernel/db.ts";
import { askSimulator, startHouse } from "./house/house.ts";
import { startRole } from "./house/role.ts";
import { newId } from "./house/lanes.ts";
import { startGenerator } from "./load/index.ts";
import type { Benchmark } from "./main.ts";
import { watchMemory } from "./measure/memory.ts";
import { interleave, median, medianShare, percent } from "./measure/rounds.ts";
import { openStatementStats, statementSettings } from "./measure/statements.ts";
import { type Cell, printTable } from "./measure/table.ts";
import { providerIdOf, type StatusOfMessage } from "./webhook-body.ts";

export const intake: Benchmark = {
  summary: "statuses from signed webhooks, durable before the 200 and applied to their messages, per second",
  run,
};

/** Statuses per body, and messages per round: each message is delivered and read. */
const sizes = [
  { size: 1, messages: 10_000 },
  { size: 10, messages: 20_000 },
  { size: 100, messages: 20_000 },
];
const connections = 64;

async function run(end: AsyncDisposableStack, profiles: string | undefined): Promise<void> {
  const house = await startHouse(end, {
    transport: false,
    profiles,
    settings: profiles ? statementSettings : {},
  });
  const statements = profiles ? await openStatementStats(end, house.database.url) : null;
  const { app_secret, phone_number_id } = await askSimulator(house.simulatorUrl, "config");
  const [appSecret, phoneNumberId] = [String(app_secret), String(phone_number_id)];
  const module = new URL("./no-op-server.ts", import.meta.url);
  const noOp = await startRole(end, { name: "no-op", module, args: [appSecret], env: process.env });
  const generator = await startGenerator(end);
  using memory = watchMemory([...house.processes, noOp, generator]);

  const post = async (port: number, size: number, statuses: StatusOfMessage[]): Promise<number> => {
    const task = { kind: "webhooks", appSecret, phoneNumberId, statuses, size } as const;
    const { requests, perSecond } = await generator.run({ task, port, connections, seconds: null });
    return requests / perSecond;
  };
  const baseline = async ({ size, messages }: Size): Promise<Rates> => {
    const statuses = statusesOf(Array.from({ length: messages }, () => newId()));
    const stored = statuses.length / (await post(noOp.ready.port!, size, statuses));
    return { stored, applied: stored };
  };
  const subject = async ({ size, messages }: Size): Promise<Rates> => {
    const ids = await sentMessages(house.engine, house.sandbox, messages);
    await house.database.administer("vacuum analyze");
    const statuses = statusesOf(ids);
    const storedIn = await post(house.port, size, statuses);
    const behind = performance.now();
    await allApplied(house.engine);
    const appliedIn = storedIn + (performance.now() - behind) / 1_000;
    await requireRead(house.engine, ids);
    return { stored: statuses.length / storedIn, applied: statuses.length / appliedIn };
  };

  await subject(sizes[1]!);
  await statements?.reset();
  const results = await interleave(sizes.flatMap((size) => [() => baseline(size), () => subject(size)]));
  const rows = sizes.map(({ size }, index): Cell[] => {
    const [floors = [], rates = []] = [results[index * 2], results[index * 2 + 1]];
    const applied = rates.map((rate) => rate.applied);
    const floor = floors.map((rate) => rate.applied);
    const share = percent(medianShare(applied, floor));
    return [String(size), median(floor), median(rates.map((rate) => rate.stored)), median(applied), share];
  });
  printTable(
    ["statuses per body", "signature only /s", "stored /s", "applied /s", "of signature only"],
    rows,
  );
  memory.print();
  await statements?.print();
}

type Size = (typeof sizes)[number];
type Rates = { stored: number; applied: number };

/** Delivered for all, then read for all: as after a campaign, receipts of one message are far apart. */
function statusesOf(messageIds: readonly string[]): StatusOfMessage[] {
  const told = (status: StatusOfMessage["status"]): StatusOfMessage[] =>
    messageIds.map((messageId) => ({ messageId, status }));
  return [...told("delivered"), ...told("read")];
}

type Sandbox = { tenantId: string; senderId: string };

/** Messages the provider has accepted, as the dispatcher leaves them behind. */
async function sentMessages(
  engine: Database,
  { tenantId, senderId }: Sandbox,
  count: number,
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await insertSent(engine, [tenantId, senderId, ids, ids.map(providerIdOf)]);
  return ids;
}

const insertSent = statement<never>(
  "bench_insert_sent",
  `with sent as (
     insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                          due_at, unknown_policy, attempts, tries, provider_message_id, created_at, updated_at)
     select $1, m.id, 'test', $2, 0, '+12000001000', 1, 'utility', 'text',
            '{"type": "text", "text": {"body": "Your order 1042 is on its way and arrives on Thursday."}}', 'sent',
            now(), 'once', 1, 1, m.provider_id, now(), now()
     from unnest($3::uuid[], $4::text[]) as m(id, provider_id)
   )
   insert into attempt (tenant_id, message_id, number, shard, epoch, state, provider_message_id, started_at, ended_at)
   select $1, m.id, 1, 0, 1, 'accepted', m.provider_id, now(), now()
   from unnest($3::uuid[], $4::text[]) as m(id, provider_id)`,
);

async function allApplied(engine: Database): Promise<void> {
  for (;;) {
    const { rows } = await engine.query<{ open: boolean }>(
      "select exists (select from webhook_in where done_at is null) as open",
    );
    if (rows[0]?.open === false) return;
    await delay(10);
  }
}

async function requireRead(engine: Database, ids: readonly string[]): Promise<void> {
  const { rows } = await engine.query<{ read: number }>(
    "select count(*)::int as read from message where id = any ($1::uuid[]) and status = 'read'",
    [ids],
  );
  if (rows[0]?.read !== ids.length) throw new Error(`${rows[0]?.read} of ${ids.length} messages are read`);
}
