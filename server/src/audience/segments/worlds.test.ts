// Random rules over random small audiences: the database finds whom the plainest reading of the rule finds.

import type { SegmentCondition, SegmentRule } from "@waypost/contract";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../kernel/postgres/test-database.ts";
import { compileRule } from "./compile/compile-rule.ts";
import { createValues } from "./compile/values.ts";
import type { RuleWorld } from "./compile/world.ts";
import { listMembers, withPatience } from "./store/members.ts";
import { matches, type NaiveWorld } from "./testing/naive-match.ts";
import { randomRule } from "./testing/random-rule.ts";
import { askedAt, smallWorld, type SmallWorld } from "./testing/small-world.ts";
import { type WrittenWorld, writeWorld } from "./testing/write-world.ts";

let database: TestDatabase;
let app: Database;
let engine: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  const open = (role: "waypost_app" | "waypost_engine"): Database =>
    createDatabase({ url: database.url, role, connectionsMax: 3, onError: () => undefined });
  [app, engine] = [open("waypost_app"), open("waypost_engine")];
});
afterAll(async () => {
  await Promise.all([app.close(), engine.close()]);
  await database.drop();
});

const segmentId = presentId("seg", "01932f6a-0000-7000-8000-000000000001");

type Play = {
  world: SmallWorld;
  written: WrittenWorld;
  rules: SegmentRule[];
  named: SegmentRule;
  excluded: SegmentRule;
};

/** Rules name what the world has once it is written: they are drawn with stand-ins. */
const standIns = {
  lists: [0, 1].map((n) => presentId("lst", `00000000-0000-7000-8000-00000000000${n}`)),
  campaigns: [0, 1].map((n) => presentId("cmp", `00000000-0000-7000-8000-00000000000${n}`)),
};

function renamed<Rule extends SegmentRule>(rule: Rule, { lists, campaigns }: WrittenWorld): Rule {
  let text = JSON.stringify(rule);
  for (const [index, id] of standIns.lists.entries())
    text = text.replaceAll(id, presentId("lst", lists[index] ?? ""));
  for (const [index, id] of standIns.campaigns.entries())
    text = text.replaceAll(id, presentId("cmp", campaigns[index] ?? ""));
  return JSON.parse(text) as Rule;
}

function worldsOf({ world, written, named, excluded }: Omit<Play, "rules">): {
  naive: NaiveWorld;
  compiled: RuleWorld;
} {
  const segments = new Map([[segmentId, { rule: named, exclude: excluded }]]);
  const common = { mode: "live" as const, timeZone: world.timeZone, segments };
  return {
    naive: {
      ...common,
      lists: written.lists.map((id) => presentId("lst", id)),
      campaigns: written.campaigns.map((id) => presentId("cmp", id)),
    },
    compiled: { ...common, at: askedAt },
  };
}

async function found(
  tenantId: string,
  rule: SegmentRule,
  world: RuleWorld,
  spoil: (sql: string) => string,
): Promise<string[]> {
  const values = createValues(tenantId);
  const where = spoil(compileRule(rule, values, world));
  const rows = await withPatience(app, tenantId, 20_000, (tx) =>
    listMembers(tx, { where, values: values.list }, { after: null, limit: 100 }),
  );
  return (rows ?? []).map(({ id }) => id).toSorted();
}

function expected(rule: SegmentRule, { people }: SmallWorld, naive: NaiveWorld): string[] {
  const standing = people.filter(({ standing: is }) => is === "stands");
  return standing
    .filter((one) => matches(rule, one, naive))
    .map(({ id }) => id)
    .toSorted();
}

const condition = randomRule({ ...standIns, segments: [] });
const rule = randomRule({ ...standIns, segments: [segmentId] });

type Spoil = (sql: string) => string;
const asItIs: Spoil = (sql) => sql;

/** Every world with every rule: who is found, and who should be. */
function everybodyIsFound(rules: fc.Arbitrary<SegmentRule[]>, spoil: Spoil) {
  const play = fc.record({ world: smallWorld, rules, named: condition, excluded: condition });
  return fc.asyncProperty(play, async ({ world, rules: drawn, named, excluded }) => {
    const written = await writeWorld(engine, world);
    const [is, isNot] = [renamed(named, written), renamed(excluded, written)];
    const { naive, compiled } = worldsOf({ world, written, named: is, excluded: isNot });
    for (const each of drawn.map((one) => renamed(one, written))) {
      // oxlint-disable-next-line no-await-in-loop -- the first that differs is the one to be told
      const ids = await found(written.tenantId, each, compiled, spoil);
      expect([each, ids]).toEqual([each, expected(each, world, naive)]);
    }
  });
}

test("a rule finds whom its plainest reading finds, and nobody else", async () => {
  const rules = fc.array(rule, { minLength: 15, maxLength: 15 });
  await fc.assert(everybodyIsFound(rules, asItIs), {
    numRuns: 12,
    endOnFailure: true,
  });
});

/** Mistakes that are easily made in the compiler, each where the rules are that it shows in. */
const mistakes: readonly { name: string; spoil: Spoil; in: SegmentCondition["kind"] }[] = [
  {
    name: "what is not there is neither true nor false",
    spoil: (sql) => sql.replaceAll(/coalesce\((folded\([^?]*?\)), false\)/g, "$1"),
    in: "name",
  },
  {
    name: "what was said of a number they have left counts",
    spoil: (sql) => sql.replaceAll(" and a.left_at is null", ""),
    in: "consent",
  },
  {
    name: "who was merged is forgotten",
    spoil: (sql) => sql.replaceAll("w.merged_into is not null", "false"),
    in: "event",
  },
  {
    name: "once more than often enough",
    spoil: (sql) => sql.replaceAll(/having (count\(.*?\)) >=/g, "having $1 >"),
    in: "event",
  },
];

test.each(mistakes)("a compiler in which $name is found out", async ({ spoil, in: kind }) => {
  const rules = fc.array(
    condition.filter((each) => each.kind === kind).map((of) => ({ kind: "not" as const, of })),
    {
      minLength: 10,
      maxLength: 10,
    },
  );
  const { failed } = await fc.check(everybodyIsFound(rules, spoil), {
    seed: 7,
    numRuns: 20,
    endOnFailure: true,
  });
  expect(failed).toBe(true);
});
