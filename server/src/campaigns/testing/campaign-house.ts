// What tests of campaigns stand on: the routes over HTTP, people in a list, and the worker a step at a time.

import { beforeAll, expect } from "vitest";
import {
  ask,
  type Answer,
  createHarness,
  type Harness,
  newId,
  type Parts,
  type Tenant,
} from "../../http/harness.ts";
import { importText } from "../../audience/index.ts";
import { presentId } from "../../kernel/ids.ts";
import type { Download, Mode, Route } from "../../kernel/route.ts";
import { type Clicks, createClicks } from "../links/clicks.ts";
import { linkRedirect } from "../links/redirect.ts";
import { campaignRoutes } from "../routes.ts";
import type { WorkDeps } from "../deps.ts";
import { recount, readCounts } from "../store/tally.ts";
import { workOnCampaigns } from "../worker.ts";
import { plainWorkDeps } from "./work-deps.ts";

/** The test file's own: a house, and a first tenant on it. */
export let house: CampaignHouse;
export let ground: Ground;

/** For the top of a test file. What background work fails with fails the file. */
export function useCampaignHouse(more?: MoreRoutes): void {
  beforeAll(async () => {
    house = await openCampaignHouse(more);
    return async () => {
      await house.close();
      expect(house.errors).toEqual([]);
    };
  });
  beforeAll(async () => {
    ground = await house.ground();
  });
}

export type CampaignHouse = {
  harness: Harness;
  /** The worker's; a test may put another clock or plan into it. */
  deps: WorkDeps;
  /** Who follows links. */
  clicks: Clicks;
  /** What background work failed with. */
  errors: Error[];
  ground(): Promise<Ground>;
  close(): Promise<void>;
};

/** A tenant with a sender, and somebody who may do everything. */
export type Ground = {
  tenant: Tenant;
  senderId: string;
  key: string;
  mode: Mode;
  ask(line: string, body?: unknown): Promise<Answer>;
  /** Contacts in a list of their own, numbered from `first`; answers the list's id. */
  people(count: number, more?: { first?: number; attributes?: object }): Promise<string>;
  /** A draft of a text to this list, with whatever else is said. */
  draft(list: string, more?: object): Promise<string>;
  /** Launched without a test, and worked on until there is nothing to do at once. */
  launch(id: string): Promise<Answer>;
  work(): Promise<void>;
  rows<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** The sums, and the same counted anew. */
  counts(id: string): Promise<{ told: object; counted: object }>;
};

/** Routes of other rooms beside the campaigns' own. */
type MoreRoutes = (parts: Parts) => readonly Route[];

async function openCampaignHouse(more: MoreRoutes = () => []): Promise<CampaignHouse> {
  const errors: Error[] = [];
  let parts: WorkDeps | null = null;
  let links: { clicks: Clicks; redirect: Download } | null = null;
  const onError = (error: Error): void => void errors.push(error);
  const redirect: Download = {
    path: "/l/:token",
    handle: async (asked) => {
      if (links === null) throw new Error("the routes are made with the house");
      return links.redirect.handle(asked);
    },
  };
  const harness = await createHarness(
    (given) => {
      const { app, engine } = given;
      const clicks = createClicks({ db: engine, onError });
      links = { clicks, redirect: linkRedirect({ engine, clicks, now: () => new Date() }) };
      parts = plainWorkDeps({ app, engine }, onError);
      return [
        ...campaignRoutes({
          ...parts,
          db: app,
          senderNamed: async ({ tenantId, mode }) => {
            const { rows } = await engine.query<{ id: string }>(
              "select id from sender where tenant_id = $1 and mode = $2 order by id limit 1",
              [tenantId, mode],
            );
            return rows[0]?.id ?? "";
          },
          importText: (tx, caller, file) =>
            importText({ newId, now: () => new Date(), defaultCountry: async () => "US" }, tx, caller, file),
          parsePhone: async (_, text) => text,
        }),
        ...more(given),
      ];
    },
    { downloads: [redirect] },
  );
  if (parts === null || links === null) throw new Error("the routes are made with the house");
  const deps: WorkDeps = parts;
  const { clicks }: { clicks: Clicks } = links;
  return {
    harness,
    deps,
    clicks,
    errors,
    ground: () => layGround(harness, deps),
    close: () => harness.close(),
  };
}

async function layGround(harness: Harness, deps: WorkDeps): Promise<Ground> {
  const tenant = await harness.tenant();
  const { text: key } = await tenant.key("test");
  const senderId = newId();
  await harness.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'front desk', 'sandbox', 'test', '+15550100000', 7, 80, 10)`,
    [tenant.id, senderId],
  );
  const rows = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await harness.engine.query<Row & Record<string, unknown>>(text, values)).rows;
  const asked = (line: string, body?: unknown): Promise<Answer> =>
    ask(harness, key, line, body === undefined ? {} : { body });
  return {
    tenant,
    senderId,
    key,
    mode: "test",
    ask: asked,
    rows,
    people: (count, more = {}) => addPeople(harness, tenant.id, { count, ...more }),
    draft: async (list, more = {}) => {
      const message = { type: "text", text: { body: "The spring sale has begun" } };
      const body = { name: "Spring", message, audience: { list }, ...more };
      const { body: made } = await asked("POST /v1/campaigns", body);
      if (typeof made["id"] !== "string") throw new Error(JSON.stringify(made));
      return made["id"];
    },
    launch: async (id) => {
      const answer = await asked(`POST /v1/campaigns/${id}/launch`, { skip_test: true });
      await workOnCampaigns(deps);
      return answer;
    },
    work: () => workOnCampaigns(deps),
    counts: async (id) => {
      const values = [tenant.id, uuidOf(id)];
      const [told, counted] = [
        await readCounts(harness.engine, values),
        await recount(harness.engine, values),
      ];
      const sums = (counts: typeof told): object =>
        Object.fromEntries(
          counts
            .map(({ what, sender_id, count }) => [`${what} ${sender_id ?? ""}`, count] as const)
            .toSorted(([one], [other]) => (one < other ? -1 : 1)),
        );
      return { told: sums(told), counted: sums(counted) };
    },
  };
}

type Crowd = { count: number; first?: number; attributes?: object };

async function addPeople(
  { engine }: Harness,
  tenantId: string,
  { count, first = 0, attributes = {} }: Crowd,
): Promise<string> {
  const listId = newId();
  await engine.query("insert into contact_list (tenant_id, id, name) values ($1, $2, $3)", [
    tenantId,
    listId,
    listId,
  ]);
  const ids = Array.from({ length: count }, newId);
  await engine.query(
    `insert into contact (tenant_id, id, name, attributes)
     select $1, id, 'Asha ' || place, $3 from unnest($2::uuid[]) with ordinality as given(id, place)`,
    [tenantId, ids, JSON.stringify(attributes)],
  );
  await engine.query(
    `insert into contact_alias (tenant_id, kind, scope, value, contact_id, address_hash, evidence, seen_at)
     select $1, 'phone', '', '+1415' || lpad(($3 + place)::text, 7, '0'), id, sha256(id::text::bytea), 'api', now()
     from unnest($2::uuid[]) with ordinality as given(id, place)`,
    [tenantId, ids, 5_550_000 + first],
  );
  await engine.query(
    "insert into contact_list_member (tenant_id, list_id, contact_id) select $1, $2, unnest($3::uuid[])",
    [tenantId, listId, ids],
  );
  return presentId("lst", listId);
}

export function uuidOf(id: string): string {
  return id.replace(/^[a-z]+_(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
