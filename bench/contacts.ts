// Contacts: a million added in batches, found in all the ways there are, and exported; beside what it costs otherwise.

import {
  audienceRoutes,
  createAddressHash,
  upsertContacts,
  wordLatecomersJob,
} from "../server/src/audience/index.ts";
import type { Database, Tx } from "../server/src/kernel/db.ts";
import { createIdMaker, presentId } from "../server/src/kernel/ids.ts";
import type { Caller, Route } from "../server/src/kernel/route.ts";
import { person } from "./contacts/people.ts";
import { asWritten, searchesOf, trigramIndex } from "./contacts/searches.ts";
import { type BenchDatabase, startDatabase } from "./house/database.ts";
import type { Benchmark } from "./main.ts";
import { watchMemory } from "./measure/memory.ts";
import { median, percent } from "./measure/rounds.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const contacts: Benchmark = {
  summary: "a million contacts added, found and exported (--short: 50,000)",
  run: async (end, _profiles, { short }) => run(end, short ? 50_000 : 1_000_000),
};

const batch = 5_000;
const rounds = 7;
const newId = createIdMaker(Date.now);
const people = { newId, hash: createAddressHash(Buffer.alloc(32, 7)) };

type Ground = {
  database: BenchDatabase;
  app: Database;
  engine: Database;
  tenantId: string;
  listId: string;
  count: number;
};

async function run(end: AsyncDisposableStack, count: number): Promise<void> {
  const database = await startDatabase(end);
  const [app, engine] = [database.open("waypost_app", 2), database.open("waypost_engine", 2)];
  using memory = watchMemory([database, { name: "this process", pid: process.pid }]);
  const tenantId = newId();
  const listId = newId();
  const tenant = "insert into tenant (id, slug, name, data_key) values ($1, 'bench', 'bench', '\\x00')";
  await engine.query(tenant, [tenantId]);
  const list = "insert into contact_list (tenant_id, id, name) values ($1, $2, 'bench')";
  await app.asTenants([tenantId], (tx) => tx.query(list, [tenantId, listId]));
  const ground: Ground = { database, app, engine, tenantId, listId, count };
  await measureAdding(ground);
  await measureSearches(ground);
  await measureTrigrams(ground);
  await measureExport(ground);
  memory.print();
}

/** Beside rows of the same tables that are written as they are, a batch each in turn. */
async function measureAdding({ app, engine, tenantId, listId, count }: Ground): Promise<void> {
  const spent = { plain: 0, upserted: 0, again: 0 };
  const rules = {
    overwrite: always,
    tags: ["imported"],
    listIds: [listId],
    evidence: "import",
    at: new Date(),
  };
  for (let at = 0; at < count; at += batch) {
    const rows = Array.from({ length: batch }, (_, n) => person(at + n));
    const upsert = (tx: Tx): Promise<unknown> => upsertContacts(tx, { tenantId, rows, rules }, people);
    spent.upserted += await seconds(() => app.asTenants([tenantId], upsert));
    if (at % (batch * 20) !== 0) continue;
    spent.plain += await seconds(() => writePlainly(engine, at));
    spent.again += await seconds(() => app.asTenants([tenantId], upsert));
  }
  const sampled = Math.ceil(count / (batch * 20)) * batch;
  const plain = sampled / spent.plain;
  const rateOf = (what: string, rate: number): Cell[] => [what, rate, percent(rate / plain)];
  const wording = await seconds(() => wordLatecomersJob({ db: engine }).run());
  printTable(
    [`${count.toLocaleString("en")} contacts, ${batch} at a time`, "per second", "of plain"],
    [
      rateOf("plain rows", plain),
      rateOf("added, with a list and a tag", count / spent.upserted),
      rateOf("the same once more", sampled / spent.again),
      rateOf("their words, afterwards", count / wording),
    ],
  );
  const recount = `select member_count = (select count(*) from contact_list_member m where m.list_id = l.id) as right
    from contact_list l where id = $1`;
  const [row] = (await engine.query<{ right: boolean }>(recount, [listId])).rows;
  console.log(`  the list counts what a recount finds: ${row?.right === true ? "yes" : "NO"}`);
}

const always = { name: "always", language: "always", timeZone: "always", attributes: "always" } as const;

/** People and numbers of a tenant of their own, which are taken back. */
async function writePlainly(engine: Database, at: number): Promise<void> {
  const tenantId = newId();
  const rows = Array.from({ length: batch }, (_, n) => ({ ...person(at + n), id: newId() }));
  await engine
    .transaction(async (tx) => {
      await tx.query("insert into tenant (id, slug, name, data_key) values ($1, $2, 'plain', '\\x00')", [
        tenantId,
        tenantId,
      ]);
      await tx.query("set local app.words_later = on");
      const text = `with given as materialized (
          select * from json_to_recordset($2) as g(id uuid, phone text, name text, attributes jsonb)
        ), people as (
          insert into contact (tenant_id, id, name, attributes, lead_phone)
          select $1, id, name, attributes, phone from given
        )
        insert into contact_alias (tenant_id, kind, scope, value, contact_id, address_hash, evidence, seen_at)
        select $1, 'phone', '', phone, id, '\\x00', 'bench', now() from given`;
      await tx.query(text, [tenantId, JSON.stringify(rows)]);
      throw takenBack;
    })
    .catch((error: unknown) => {
      if (error !== takenBack) throw error;
    });
}

const takenBack = new Error("was only measured");

async function measureSearches(ground: Ground): Promise<void> {
  const { app, database, tenantId, listId, count } = ground;
  await database.administer("vacuum (analyze) contact, contact_word, contact_list_member");
  const { handler } = routeOf(ground, "/v1/contacts");
  if (handler.kind !== "transaction") throw new Error("contacts are listed in a transaction");
  const rows: Cell[][] = [];
  for (const { what, asked } of searchesOf(count, presentId("lst", listId))) {
    const times: number[] = [];
    let found = 0;
    for (let round = 0; round < rounds; round++) {
      const request = { caller: callerOf(tenantId), params: {}, query: asked, ...bare };
      const search = async (tx: Tx): Promise<void> => {
        const { body } = await handler.handle(request, tx);
        found = (body as { data: unknown[] }).data.length;
      };
      times.push((await seconds(() => app.asTenants([tenantId], search))) * 1_000);
    }
    rows.push([what, found, median(times), Math.max(...times)]);
  }
  printTable(["a page of 50, read whole", "found", "median ms", "worst ms"], rows);
}

const bare = { body: undefined, idempotencyKey: null, accept: null };

function callerOf(tenantId: string): Caller {
  return { tenantId, mode: "live", actor: { kind: "key", id: tenantId }, scopes: new Set(["contacts:read"]) };
}

function routeOf({ app }: Ground, path: string): Route {
  const never = (): Promise<never> => Promise.reject(new Error("nothing is written"));
  const routes = audienceRoutes({
    db: app,
    people,
    now: () => new Date(),
    parsePhone: never,
    skipWaiting: never,
  });
  const route = routes.find((each) => each.method === "GET" && each.path === path);
  if (route === undefined) throw new Error(`${path} is no route`);
  return route;
}

/** With trigrams, whose operators row-level security keeps from the index. */
async function measureTrigrams({ app, database, tenantId }: Ground): Promise<void> {
  const making = await seconds(() => database.administer(trigramIndex));
  const rows: Cell[][] = [];
  for (const pattern of ["%karenmar%", "%zzyzx%"]) {
    const explained = `explain (analyze, format json) ${asWritten}`;
    const plan = await app.asTenants([tenantId], (tx) => tx.query(explained, [tenantId, pattern]));
    rows.push([`ilike ${pattern}, under row-level security`, ...planOf(plan.rows[0])]);
  }
  printTable([`trigrams, indexed in ${making.toFixed(1)} s`, "ms", "way"], rows);
  await database.administer("drop index contact_trigrams");
}

type Plan = { "Node Type": string; "Index Name"?: string; Plans?: Plan[] };

function planOf(row: unknown): Cell[] {
  const [{ Plan: plan, "Execution Time": ms }] = (row as { "QUERY PLAN": [Explained] })["QUERY PLAN"];
  return [ms, waysIn(plan).join(", ")];
}

type Explained = { Plan: Plan; "Execution Time": number };

function waysIn(plan: Plan): string[] {
  const own = plan["Node Type"].includes("Scan")
    ? [`${plan["Node Type"]} ${plan["Index Name"] ?? ""}`.trim()]
    : [];
  return [...own, ...(plan.Plans ?? []).flatMap(waysIn)];
}

/** As the API writes it, into nothing. */
async function measureExport(ground: Ground): Promise<void> {
  const { handler } = routeOf(ground, "/v1/contacts/export");
  if (handler.kind !== "stream") throw new Error("an export is a stream");
  const before = process.memoryUsage.rss() / 2 ** 20;
  let [bytes, peak] = [0, 0];
  const took = await seconds(async () => {
    const caller = callerOf(ground.tenantId);
    const answerOnce = () => Promise.reject(new Error("nothing is asked once"));
    const request = { caller, answerOnce, params: {}, query: {}, headers: {}, stream: null };
    const { body } = await handler.handle(request);
    for await (const chunk of body as AsyncIterable<string>) {
      bytes += Buffer.byteLength(chunk);
      peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20);
    }
  });
  printTable(
    ["export", "rows/s", "MB", "memory before, MB", "at its peak, MB"],
    [["CSV", ground.count / took, bytes / 1e6, before, peak]],
  );
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1_000;
}
