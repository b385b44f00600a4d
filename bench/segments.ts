// A million contacts and their messages: how long it takes to say how many match a segment, against a plain count.

import type { SegmentRule } from "@waypost/contract";
import { type Audience, audienceQuery, countAudience } from "../server/src/audience/index.ts";
import type { Database } from "../server/src/kernel/db.ts";
import { createIdMaker } from "../server/src/kernel/ids.ts";
import { startDatabase } from "./house/database.ts";
import type { Benchmark, Choices } from "./main.ts";
import { watchMemory } from "./measure/memory.ts";
import { interleave, median, medianShare } from "./measure/rounds.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const segments: Benchmark = {
  summary: "a million contacts counted by five rules, against a plain count (--short: 50,000)",
  run,
};

const contactsMax = 1_000_000;
const messagesEach = 5;
const secondsMax = 5;

const newId = createIdMaker(Date.now);
const tenantId = newId();
const listId = newId();

const rules: readonly { name: string; rule: SegmentRule }[] = [
  {
    name: "a tag and a language",
    rule: {
      kind: "all",
      of: [
        { kind: "tag", any_of: ["vip"] },
        { kind: "language", one_of: ["en"] },
      ],
    },
  },
  {
    name: "city, spent, not suppressed",
    rule: {
      kind: "all",
      of: [
        { kind: "attribute", name: "city", text: { one_of: ["Kochi", "Pune"] } },
        { kind: "attribute", name: "spent", number: { at_least: 500 } },
        { kind: "not", of: { kind: "consent", state: "suppressed" } },
      ],
    },
  },
  {
    name: "country, birthday within a week",
    rule: {
      kind: "all",
      of: [
        { kind: "country", one_of: ["IN", "AE"] },
        { kind: "attribute", name: "born", date: { anniversary_within_days: 7 } },
      ],
    },
  },
  {
    name: "on a list, has read nothing",
    rule: {
      kind: "all",
      of: [
        { kind: "list", any_of: [`lst_${listId.replaceAll("-", "")}`] },
        { kind: "not", of: { kind: "event", event: "read" } },
      ],
    },
  },
  {
    name: "read within 7 days, or a random tenth",
    rule: {
      kind: "any",
      of: [
        { kind: "event", event: "read", within_days: 7, at_least: 2 },
        { kind: "bucket", seed: "autumn", from: 0, to: 10 },
      ],
    },
  },
];

async function run(
  end: AsyncDisposableStack,
  _profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const contacts = short ? contactsMax / 20 : contactsMax;
  const database = await startDatabase(end);
  const [app, engine] = [database.open("waypost_app", 4), database.open("waypost_engine", 4)];
  for (const table of [
    "contact",
    "contact_alias",
    "contact_list_member",
    "suppression",
    "message",
    "evidence",
  ])
    await database.administer(`alter table ${table} disable trigger user`);
  const began = performance.now();
  await fill(engine, contacts);
  await database.administer("vacuum analyze");
  const size = `${contacts.toLocaleString("en")} contacts, ${(contacts * messagesEach).toLocaleString("en")} messages`;
  console.log(`  ${size}, written in ${Math.round((performance.now() - began) / 1_000)} s`);
  const ids = await keep(engine);
  using memory = watchMemory([database]);
  const everyone: Audience = { everyone: true };
  const asked = [everyone, ...ids.map((id): Audience => ({ segments: [id] }))];
  const timed = await interleave(asked.map((audience) => () => timeOf(() => countAll(app, audience))));
  const doors = await interleave(
    asked.map((audience) => () => timeOf(() => countAudience(app, askedNow(), audience))),
  );
  const baseline = timed[0]!.map(({ ms }) => ms);
  const rows = asked.map((_, index): Cell[] => {
    const times = timed[index]!.map(({ ms }) => ms);
    const answer = doors[index]![0]!.result;
    return [
      index === 0 ? "everybody: the plain count" : rules[index - 1]!.name,
      timed[index]![0]!.result,
      median(times),
      medianShare(times, baseline),
      answer.count,
      median(doors[index]!.map(({ ms }) => ms)),
      answer.method,
    ];
  });
  printTable(["segment", "people", "count ms", "of plain", "told", "told after ms", "method"], rows);
  memory.print();
  const slowest = Math.max(...doors.flatMap((each) => each.map(({ ms }) => ms)));
  const verdict = slowest <= secondsMax * 1_000 ? "within" : "BEYOND";
  console.log(`  ${verdict} ${secondsMax} s for the slowest answer`);
}

const askedNow = () => ({ tenantId, mode: "live" as const, at: new Date() });

async function timeOf<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

/** As long as it takes, as for a campaign's audience. */
function countAll(app: Database, audience: Audience): Promise<number> {
  return app.asTenants([tenantId], async (tx) => {
    const { text, values } = await audienceQuery(tx, askedNow(), audience);
    const counted = `select count(*)::int as count from (${text}) as audience`;
    return (await tx.query<{ count: number }>(counted, values)).rows[0]?.count ?? 0;
  });
}

async function keep(engine: Database): Promise<string[]> {
  const ids: string[] = [];
  for (const { name, rule } of rules) {
    const id = newId();
    await engine.query(
      `insert into segment (tenant_id, id, name, rule, uses_segments, uses_lists) values ($1, $2, $3, $4, '{}', '{}')`,
      [tenantId, id, name, JSON.stringify(rule)],
    );
    ids.push(id);
  }
  return ids;
}

/** A UUIDv7 of an instant and a number; the last byte is spread as chance would. */
const idAt = (at: string, n: string): string =>
  `overlay(lowest_id(${at})::text placing '7' || substr(md5((${n})::text), 1, 3) || '-8' ||
     substr(md5((${n})::text), 4, 3) || '-' || substr(md5((${n})::text), 7, 12) from 15)::uuid`;

/** Straight into the tables: what keeps words and counts is measured elsewhere. */
async function fill(engine: Database, contacts: number): Promise<void> {
  await engine.query("insert into tenant (id, slug, name, data_key) values ($1, 'bench', 'Bench', '')", [
    tenantId,
  ]);
  await engine.query("insert into contact_list (tenant_id, id, name) values ($1, $2, 'List')", [
    tenantId,
    listId,
  ]);
  await engine.query(
    `insert into contact (tenant_id, id, name, tags, language, lead_phone, attributes, created_at)
     select $1, ${idAt("now() - n * interval '1 second'", "n")}, 'Person ' || n,
            case when n % 20 = 0 then '{vip}' when n % 3 = 0 then '{new,autumn}' else '{}' end::text[],
            (array['en', 'en-GB', 'hi', 'ar'])[n % 4 + 1], '+9198' || lpad(n::text, 8, '0'),
            jsonb_build_object('city', (array['Kochi', 'Pune', 'Agra', 'Delhi', 'Surat'])[n % 5 + 1], 'spent', n % 1000,
                               'born', (date '1960-01-01' + n % 18000)::text), now() - n * interval '1 second'
     from generate_series(1, $2::int) as n`,
    [tenantId, contacts],
  );
  await engine.query(
    `insert into contact_alias (tenant_id, kind, scope, value, contact_id, address_hash, evidence, seen_at)
     select tenant_id, 'phone', '', lead_phone, id, sha256(convert_to(lead_phone, 'UTF8')), '', created_at
     from contact where tenant_id = $1`,
    [tenantId],
  );
  await engine.query(
    `insert into suppression (tenant_id, address_hash, purpose, lane, id, kind, phone, reason, source, said_at)
     select tenant_id, address_hash, 'marketing', 'own', gen_random_uuid(), 'phone', value, 'stop', 'keyword', now()
     from contact_alias where tenant_id = $1 and value like '%7'`,
    [tenantId],
  );
  await engine.query(
    `insert into contact_list_member (tenant_id, list_id, contact_id)
     select tenant_id, $2, id from contact where tenant_id = $1 and lead_phone like '%1'`,
    [tenantId, listId],
  );
  for (let from = 1; from <= contacts * messagesEach; from += messagesAtOnce)
    await writeMessages(engine, contacts, from);
}

const messagesAtOnce = 250_000;

/** Over forty days, to people in no order; each fourth one is read an hour later. */
async function writeMessages(engine: Database, contacts: number, from: number): Promise<void> {
  await engine.query(
    `with sent as (
       select n, now() - interval '40 days' * n / ($2::int * $3::int) as at, n * 7919::bigint % $2::int + 1 as person
       from generate_series($4::int, $4::int + $5::int - 1) as n
     ), written as (
       insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                            due_at, unknown_policy, created_at, updated_at)
       select $1, ${idAt("at", "n")}, 'live', $1, 0, '+9198' || lpad(person::text, 8, '0'), 1, 'utility', 'text',
              '{"text": {"body": "Your order is on its way"}}', case when n % 4 = 0 then 'read' else 'delivered' end,
              at, 'once', at, at + interval '1 hour'
       from sent returning tenant_id, id, status, updated_at
     )
     insert into evidence (tenant_id, message_id, type, key, source, at)
     select tenant_id, id, status, 'k', 'provider', updated_at from written`,
    [tenantId, contacts, messagesEach, from, messagesAtOnce],
  );
}
