// The audit log on a real Postgres: chains without gaps that nobody can change, and a verification that misses nothing.

import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntry, type AuditEntry, operator, platformChain } from "../../kernel/audit.ts";
import { createVault } from "../../kernel/crypto.ts";
import { createDatabase, type Database } from "../../kernel/db.ts";
import { createLog } from "../../kernel/log.ts";
import { createTestDatabase, type TestDatabase } from "../../kernel/postgres/test-database.ts";
import { appendAudit } from "./append.ts";
import { type ChainRow, hashOf, canonicalRow, noHash } from "./chain.ts";
import { dropAuditChain } from "./drop-chain.ts";
import { chainRows, headOf, type Read, readVerdict } from "./read-verdict.ts";
import { sealChains } from "./seal.ts";
import { isGenuine, sealKeys } from "./signature.ts";
import { readSeals } from "./store.ts";
import { createVerification, type Head, type Seal, type Verdict } from "./verify.ts";

let database: TestDatabase;
let engine: Database;
let app: Database;
let owner: pg.Client;
const keys = sealKeys(createVault(randomBytes(32)));
const lines: string[] = [];
const destination = { write: (line: string) => void lines.push(line) };
const log = createLog({ level: "info", role: "control", phoneKey: randomBytes(32), destination });

beforeAll(async () => {
  database = await createTestDatabase();
  const open = (role: "waypost_app" | "waypost_engine"): Database =>
    createDatabase({ url: database.url, role, connectionsMax: 8, onError: () => undefined });
  [engine, app] = [open("waypost_engine"), open("waypost_app")];
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});

afterAll(async () => {
  await Promise.all([engine.close(), app.close(), owner.end()]);
  await database.drop();
});

async function rowsOf(tenantId: string): Promise<ChainRow[]> {
  const rows: ChainRow[] = [];
  for await (const row of chainRows(inEngine, tenantId, await headOf(engine, tenantId))) rows.push(row);
  return rows;
}

/** With something in every column. */
function entryOf(tenantId: string, n: number): AuditEntry {
  return auditEntry({
    tenantId,
    at: new Date(Date.UTC(2026, 10, 21) + n * 61_007),
    action: ["sender.update", "key.create", "messages.read"][n % 3]!,
    actor: n % 4 === 0 ? operator : { kind: "person", id: "usr_1", reason: n % 2 ? 'ticket «7» "x"' : null },
    target: n % 5 === 0 ? null : { kind: "sender", id: `snd_${n}` },
    changed: n % 3 === 0 ? [] : ["name", "rate"],
    outcome: n % 7 === 0 ? "refused" : "done",
    requestId: `req_${n}`,
    ip: n % 2 ? null : "0011aabb",
    detail: n % 2 ? { ids: ["msg_1", "msg_2"], count: n, whole: true, none: null } : {},
  });
}

async function append(tenantId: string, count: number, from = 0): Promise<void> {
  const entries = Array.from({ length: count }, (_, n) => entryOf(tenantId, from + n));
  await engine.transaction((tx) => appendAudit(tx, entries));
}

const inEngine: Read = (work) => work(engine);
const verdictOf = (tenantId: string): Promise<Verdict> => readVerdict(inEngine, tenantId, keys.trusted);
const seal = (): Promise<void> => sealChains({ db: engine, keys, log, now: () => new Date() });

describe("a chain", () => {
  test("has no gap however many append at once, to several chains in any order", async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const turns = Array.from({ length: 60 }, (_, n) => n);
    await Promise.all(
      turns.map((n) =>
        engine
          .transaction(async (tx) => {
            const tenants = n % 2 ? [one, two, platformChain] : [platformChain, two, one];
            await appendAudit(
              tx,
              tenants.map((tenantId) => entryOf(tenantId, n)),
            );
            if (n % 10 === 9) throw new Error("rolled back");
          })
          .catch((error: Error) => expect(error.message).toBe("rolled back")),
      ),
    );
    for (const tenantId of [one, two]) {
      expect(await verdictOf(tenantId)).toMatchObject({ ok: true, entries: 54 });
    }
  });

  test("is appended to in one statement, whose entries keep their order", async () => {
    const tenantId = randomUUID();
    const asked: string[] = [];
    await engine.transaction(async (tx) => {
      const query = ((statement: { text: string; values: unknown[] }) => {
        asked.push(statement.text);
        return tx.query(statement);
      }) as typeof tx.query;
      await appendAudit(
        { query },
        [3, 1, 2].map((n) => entryOf(tenantId, n)),
      );
    });
    expect(asked).toHaveLength(1);
    const rows = await rowsOf(tenantId);
    expect(rows.map(({ target_id }) => target_id)).toEqual(["snd_3", "snd_1", "snd_2"]);
  });

  test("takes any text, and what Postgres cannot store is left out of it", async () => {
    const tenantId = randomUUID();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.integer(), async (text, count) => {
        const actor = { kind: "person", id: text, reason: text } as const;
        const detail = { text, count, [`x${text.replaceAll("\0", "")}`.toWellFormed()]: [text] };
        const entry = { ...entryOf(tenantId, 1), actor, detail, changed: [text, '],"ip":'] };
        await engine.transaction((tx) => appendAudit(tx, [entry]));
      }),
      { numRuns: 60 },
    );
    expect(await verdictOf(tenantId)).toMatchObject({ ok: true, entries: 60 });
  });

  test("cannot be changed under any role, nor by the owner", async () => {
    const tenantId = randomUUID();
    await append(tenantId, 3);
    await seal();
    const statements = [
      "update audit_entry set action = 'x'",
      "delete from audit_entry",
      "truncate audit_entry",
      "update audit_seal set number = 1",
      "delete from audit_seal",
      "delete from audit_head",
      "update audit_head set number = number - 1",
    ];
    for (const text of statements) {
      await expect(app.asTenants([tenantId], (tx) => tx.query(text))).rejects.toThrow(/denied|append-only/);
      await expect(engine.query(text)).rejects.toThrow(/denied|append-only/);
      await expect(owner.query(text)).rejects.toThrow("append-only");
    }
    expect(await verdictOf(tenantId)).toMatchObject({ ok: true, entries: 3, seals: 1 });
  });

  test("is its tenant's alone", async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    await append(one, 2);
    const count = (tx: Pick<Database, "query">) => tx.query("select from audit_entry");
    expect((await app.asTenants([two], count)).rows).toHaveLength(0);
    const foreign = app.asTenants([two], (tx) => appendAudit(tx, [entryOf(one, 1)]));
    await expect(foreign).rejects.toThrow("row-level security");
  });

  test("of an erased tenant goes with a word in the platform's chain, and not without", async () => {
    const tenantId = randomUUID();
    await append(tenantId, 4);
    await seal();
    await expect(engine.query("select drop_audit_chain($1)", [tenantId])).rejects.toThrow("append-only");
    const head = await headOf(engine, tenantId);
    await engine.transaction((tx) => dropAuditChain(tx, { tenantId, actor: operator, at: new Date() }));
    expect(await rowsOf(tenantId)).toEqual([]);
    const last = (await rowsOf(platformChain)).at(-1);
    expect(last).toMatchObject({ action: "audit.chain_dropped" });
    expect(JSON.parse(last!.detail)).toEqual({ entries: 4, head: head.hash });
    expect(await verdictOf(platformChain)).toMatchObject({ ok: true });
  });
});

describe("seals", () => {
  test("are written once for each head, told to the log, and signed by a key that can be written down", async () => {
    const tenantId = randomUUID();
    await append(tenantId, 2);
    await seal();
    await seal();
    const seals = await readSeals(engine, [tenantId]);
    expect(seals).toHaveLength(1);
    expect(lines.join("\n")).toContain(seals[0]!.signature);
    expect(keys.trusted[0]!.text).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    const others = sealKeys(createVault(randomBytes(32)));
    const verdict = await readVerdict(inEngine, tenantId, others.trusted);
    expect(verdict).toMatchObject({ ok: false, firstBroken: { what: "seal_forged", number: 2 } });
  });
});

/** As a superuser may, with triggers off. */
const where = "where tenant_id = '$tenant' and number = 38";
const databaseChanges: readonly [string, string][] = [
  ...(
    [
      ["at", "at + interval '1 microsecond'"],
      ["action", "action || 'x'"],
      ["actor_kind", "'system'"],
      ["actor_id", "'usr_2'"],
      ["reason", "'another'"],
      ["target_kind", "'tenant'"],
      ["target_id", "null"],
      ["changed", "'{}'"],
      ["changed", "changed || null::text"],
      ["outcome", "'refused'"],
      ["request_id", "null"],
      ["ip_hash", "'00'"],
      ["detail", `'{"count":38,"ids":["msg_1","msg_2"],"none":null,"whole":true}'`],
      ["detail", "replace(detail::text, '37', '37.0')::json"],
      ["detail", "(detail::text || ' ')::json"],
      ["hash", "sha256(hash)"],
    ] as const
  ).map(([column, value]): [string, string] => [
    `update audit_entry set ${column} = ${value} ${where}`,
    "edited",
  ]),
  [`update audit_entry set prev_hash = sha256(hash) ${where}`, "inserted"],
  [`update audit_entry set tenant_id = gen_random_uuid() ${where}`, "removed"],
  [`delete from audit_entry ${where}`, "removed"],
  ["delete from audit_entry where tenant_id = '$tenant' and number = 1", "removed"],
  ["delete from audit_entry where tenant_id = '$tenant'", "truncated"],
  ["delete from audit_entry where tenant_id = '$tenant' and number > 85", "truncated"],
  ["update audit_entry set number = 500 where tenant_id = '$tenant' and number = 90", "truncated"],
  ["update audit_head set number = 89 where tenant_id = '$tenant'", "rewritten"],
  ["delete from audit_head where tenant_id = '$tenant'", "truncated"],
  ["update audit_seal set number = 39 where tenant_id = '$tenant' and number = 40", "seal_forged"],
  ["update audit_seal set sealed_at = now() where tenant_id = '$tenant'", "seal_forged"],
  [
    `insert into audit_entry select tenant_id, 91, at, action, actor_kind, actor_id, reason, target_kind, target_id,
       changed, outcome, request_id, ip_hash, detail, prev_hash, hash from audit_entry ${where}`,
    "inserted",
  ],
];

/** The chain that is changed. */
const chainTenant = randomUUID();

describe("a changed chain is found out", () => {
  const tenantId = chainTenant;
  const sealedTo = 80;
  let rows: ChainRow[];
  let head: Head;
  let seals: Seal[];

  beforeAll(async () => {
    await append(tenantId, 40);
    await seal();
    await append(tenantId, sealedTo - 40, 40);
    await seal();
    await append(tenantId, 10, sealedTo);
    [rows, head, seals] = [
      await rowsOf(tenantId),
      await headOf(engine, tenantId),
      await readSeals(engine, [tenantId]),
    ];
  });

  function judge(chain: readonly ChainRow[], end: Head): Verdict {
    const genuine = (one: Seal): boolean => isGenuine(keys.trusted, tenantId, one);
    const verification = createVerification({ tenantId, seals, isGenuine: genuine });
    for (const row of chain) if (!verification.take(row)) break;
    return verification.end(end);
  }

  test("but the one that was not changed verifies", () => {
    expect(judge(rows, head)).toEqual({ ok: true, entries: 90, head: head.hash, seals: 2 });
  });

  test("in each of 1,000 random changes", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(change(), (made) => {
        const { chain, end } = made.apply(rows, head);
        const verdict = judge(chain, end);
        if (!verdict.ok) seen.add(verdict.firstBroken.what);
        return !verdict.ok && verdict.firstBroken.number <= rows.length + 1;
      }),
      { numRuns: 1_000 },
    );
    expect([...seen].toSorted()).toEqual(["edited", "inserted", "removed", "rewritten", "truncated"]);
  });

  test.each(databaseChanges)("in the database itself: %s", async (text, what) => {
    await owner.query("begin; set local session_replication_role = replica");
    try {
      const { rowCount } = await owner.query(text.replaceAll("$tenant", tenantId));
      expect(rowCount).not.toBe(0);
      const verdict = await readVerdict((work) => work(owner), tenantId, keys.trusted);
      expect(verdict).toMatchObject({ ok: false, firstBroken: { what } });
    } finally {
      await owner.query("rollback");
    }
  });
});

type Changed = { chain: ChainRow[]; end: Head };
type Change = { apply(rows: readonly ChainRow[], head: Head): Changed };

const columns = [
  "number",
  "at",
  "action",
  "actor_kind",
  "actor_id",
  "reason",
  "target_kind",
  "target_id",
  "changed",
  "outcome",
  "request_id",
  "ip_hash",
  "detail",
  "prev_hash",
  "hash",
] as const satisfies (keyof ChainRow)[];

/** What whoever owns the database may do to it: sloppily, or with every hash behind the change made anew. */
function change(): fc.Arbitrary<Change> {
  const place = fc.nat({ max: 89 });
  const edit = fc
    .record({ at: place, column: fc.constantFrom(...columns), text: fc.string(), careful: fc.boolean() })
    // Made to fit again, these would be as they were.
    .filter(({ column, careful }) => !(careful && /^(number|prev_hash|hash)$/.test(column)))
    .map(({ at, column, text, careful }) =>
      changing(careful && at < 80, at, (chain) => void (chain[at] = edited(chain[at]!, column, text))),
    );
  const remove = fc
    .record({ at: place, careful: fc.boolean() })
    .map(({ at, careful }) => changing(careful && at < 80, at, (chain) => void chain.splice(at, 1)));
  const swap = fc
    .uniqueArray(place, { minLength: 2, maxLength: 2 })
    .map(([a, b]) => changing(false, 0, (chain) => void ([chain[a!], chain[b!]] = [chain[b!]!, chain[a!]!])));
  const insert = fc
    .record({ at: place, from: place, careful: fc.boolean() })
    .map(({ at, from, careful }) =>
      changing(careful && at < 80, at, (chain) => void chain.splice(at, 0, { ...chain[from]! })),
    );
  const truncate = fc.record({ to: place, careful: fc.boolean() }).map(({ to, careful }): Change => ({
    apply: (rows, head) => {
      const chain = rows.slice(0, to);
      const last = chain.at(-1);
      // Cut behind the last seal with a head that fits, it is as if the rest had never been.
      return { chain, end: careful && to < 80 ? { number: to, hash: last?.hash ?? noHash } : head };
    },
  }));
  return fc.oneof({ weight: 5, arbitrary: edit }, remove, swap, insert, truncate);
}

function changing(careful: boolean, from: number, work: (chain: ChainRow[]) => void): Change {
  return {
    apply: (rows, head) => {
      const chain = rows.map((row) => ({ ...row }));
      work(chain);
      return careful ? rehashed(chain, from) : { chain, end: head };
    },
  };
}

/** Numbers and hashes made to fit from there on, and the head with them: only the seals are not to be had. */
function rehashed(chain: ChainRow[], from: number): Changed {
  for (let at = from; at < chain.length; at += 1) {
    const row = chain[at]!;
    row.number = at + 1;
    row.prev_hash = chain[at - 1]?.hash ?? noHash;
    row.hash = hashOf(row.prev_hash, { tenantId: chainTenant, number: row.number }, canonicalRow(row));
  }
  return { chain, end: { number: chain.length, hash: chain.at(-1)?.hash ?? noHash } };
}

function edited(row: ChainRow, column: (typeof columns)[number], text: string): ChainRow {
  if (column === "number") return { ...row, number: row.number + 1 + text.length };
  if (column === "changed") return { ...row, changed: [...row.changed, text] };
  return { ...row, [column]: `${row[column] ?? ""}${text}x` };
}
