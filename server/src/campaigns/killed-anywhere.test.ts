// The worker dies at every one of its statements in turn, and another goes on: nobody is left out, nobody has two.

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database, Tx } from "../kernel/db.ts";
import { type CampaignHouse, type Ground, openCampaignHouse, uuidOf } from "./testing/campaign-house.ts";
import { workOnCampaigns } from "./worker.ts";

let house: CampaignHouse;
let ground: Ground;

beforeAll(async () => {
  house = await openCampaignHouse();
  ground = await house.ground();
});
afterAll(() => house.close());

const people = 12;
/** In three pages, of which one is short. */
const pageRows = 5;

/** Lets so many statements through, and no more: what is open then is rolled back, as when its process is killed. */
function dyingAfter(db: Database, statements: number): Database & { isDead(): boolean } {
  let left = statements;
  const through = (tx: Tx): Tx => ({
    query: ((...given: unknown[]) => {
      if (left <= 0) return Promise.reject(new Error("killed"));
      left -= 1;
      return Reflect.apply(tx.query, tx, given);
    }) as Tx["query"],
  });
  return {
    ...db,
    asTenants: (tenantIds, work) =>
      db.asTenants(tenantIds, async (tx) => {
        const result = await work(through(tx));
        // The commit is a statement too.
        if (left <= 0) throw new Error("killed");
        left -= 1;
        return result;
      }),
    isDead: () => left <= 0,
  };
}

test("killed at any statement, the next worker ends with one message for each", async () => {
  const list = await ground.people(people);
  let wasWhole = false;
  for (let statements = 0; !wasWhole; statements += 1) {
    // oxlint-disable no-await-in-loop -- one death after the other
    const id = await ground.draft(list);
    await ground.ask(`POST /v1/campaigns/${id}/launch`, { skip_test: true });
    const app = dyingAfter(house.deps.app, statements);
    await workOnCampaigns({ ...house.deps, pageRows, app, onError: () => undefined }).catch(() => undefined);
    wasWhole = !app.isDead();
    await workOnCampaigns({ ...house.deps, pageRows });
    const rows = await ground.rows<{ contact_id: string; messages: number; entries: number }>(
      `select r.contact_id, (select count(*)::int from message m where m.campaign_id = $1
                              and m.recipient = r.phone) as messages,
              (select count(*)::int from lane_entry e where e.message_id = r.message_id) as entries
       from campaign_recipient r where r.campaign_id = $1 and r.state = 'queued'`,
      [uuidOf(id)],
    );
    expect([statements, rows.length]).toEqual([statements, people]);
    for (const { messages, entries } of rows) expect([messages, entries]).toEqual([1, 1]);
    const { told, counted } = await ground.counts(id);
    expect(told).toEqual(counted);
    // So that the next one finds its senders' lanes empty.
    await ground.ask(`POST /v1/campaigns/${id}/cancel`);
    await workOnCampaigns(house.deps);
    // oxlint-enable no-await-in-loop
    expect(statements).toBeLessThan(100);
  }
  expect(house.errors).toEqual([]);
});
