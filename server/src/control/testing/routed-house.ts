// What routing's tests over HTTP stand on: a real server and database, a tenant for each test, and words to ask with.

import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Answer, ask, createHarness, type Harness, newId, type Tenant } from "../../http/harness.ts";
import type { Database } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import type { Mode } from "../../kernel/route.ts";
import { createAcceptor, messageRoutes } from "../../messaging/index.ts";
import { createPeopleReader, createPoliciesInForce, routingRoutes } from "../../routing/index.ts";
import { createSenderFinder } from "../../senders/index.ts";
import { findRecipients, findRoads, senderNamedBy } from "../addressing.ts";

export let house: Harness;
export let tenant: Tenant;
/** A test-mode key of the tenant's. */
export let key: string;
/** Statements that routing itself has asked of the database since the test began. */
export const asked: string[] = [];

/** What routing remembers passes with this clock. */
let clock = Date.now();
export const now = (): Date => new Date(clock);

/** For the top of a test file. */
export function useRoutedHouse(): void {
  beforeAll(async () => {
    house = await createHarness(({ app }) => {
      const finder = createSenderFinder({ db: app, now: () => clock });
      const watched = watch(app);
      const routing = {
        inForce: createPoliciesInForce({ db: watched, now }),
        people: createPeopleReader(watched),
        now,
      };
      const parseRecipients = (tenantId: string, texts: readonly string[]) =>
        findRecipients(finder, tenantId, texts);
      const senderNamed = senderNamedBy(finder);
      return [
        ...messageRoutes({
          acceptor: createAcceptor({ db: app }),
          senderNamed,
          parseRecipients,
          chooseRoads: (caller, batch) => findRoads(finder, routing, caller, batch),
          checks: [],
          newId,
          now: () => new Date(),
        }),
        ...routingRoutes({ ...routing, parseRecipients, senderNamed }),
      ];
    });
  });
  afterAll(() => house.close());

  beforeEach(async () => {
    tenant = await house.tenant();
    key = (await tenant.key("test")).text;
    asked.splice(0);
  });
}

function watch(db: Database): Database {
  return {
    ...db,
    asTenants: (tenants, work) =>
      db.asTenants(tenants, (tx) =>
        work({
          query: new Proxy(tx.query.bind(tx), {
            apply: (query, self, given) => {
              asked.push(JSON.stringify(given[0]));
              return Reflect.apply(query, self, given);
            },
          }),
        }),
      ),
  };
}

export async function addSender(more: { mode?: Mode; rate?: number; of?: Tenant } = {}): Promise<string> {
  const id = newId();
  await house.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'front desk', 'cloud_api', $3, $4, 5, $5, 1)`,
    [(more.of ?? tenant).id, id, more.mode ?? "test", `+1555${id.slice(-7)}`, more.rate ?? 80],
  );
  forget();
  return presentId("snd", id);
}

/** As if the moments for which things are remembered were over. */
export function forget(): void {
  clock += 5_000;
}

export const uuid = (presented: string): string =>
  presented.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

export async function setSender(
  senderId: string,
  assignment: "paused" | "running" | "deleted",
): Promise<void> {
  const to = {
    paused: "paused_at = now(), pause_reason = 'paused by a person'",
    running: "paused_at = null, pause_reason = null",
    deleted: "deleted_at = now()",
  }[assignment];
  await house.engine.query(`update sender set ${to} where id = $1`, [uuid(senderId)]);
  forget();
}

export async function putPolicy(policy: object, version = 0): Promise<Answer> {
  const answer = await ask(house, key, "PUT /v1/routing", { body: { version, ...policy } });
  forget();
  return answer;
}

export function send(body: object): Promise<Answer> {
  return ask(house, key, "POST /v1/messages", {
    body: { to: "+14155550123", type: "text", text: { body: "Your table is ready" }, ...body },
  });
}

type Entry = { type: string; detail: Record<string, unknown> };

export async function timeline(id: unknown): Promise<Entry[]> {
  const { body } = await ask(house, key, `GET /v1/messages/${String(id)}`);
  return body["timeline"] as Entry[];
}

export const explain = async (body: object): Promise<Record<string, unknown>> =>
  (await ask(house, key, "POST /v1/routing/explain", { body: { to: "+14155550123", ...body } })).body;

export const pool = (...senders: string[]) => [
  { name: "all", senders: senders.map((sender) => ({ sender })) },
];
export const toPool = { use: { pool: "all" } };
