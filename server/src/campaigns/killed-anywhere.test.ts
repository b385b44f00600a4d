// The worker dies at every one of its statements in turn, and another goes on: nobody is left out, nobody has two.

import { expect, test } from "vitest";
import type { Database, Tx } from "../kernel/db.ts";
import { ground, house, useCampaignHouse, uuidOf } from "./testing/campaign-house.ts";
import { expectExact, settle } from "./testing/one-campaign.ts";
import { workOnCampaigns } from "./worker.ts";

useCampaignHouse();

const people = 7;
/** In two pages, of which one is short. */
const pageRows = 4;
const minuteMs = 60_000;

type Mortal = Database & { isDead(): boolean };

/** Lets so many statements through, and no more: what is open then is rolled back, as when its process is killed. */
function dyingAfter(db: Database, statements: number): Mortal {
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

/** Works with the clock so far ahead until it dies, then again as somebody who lives; whether nobody had to die. */
async function workOnAndDie(statements: number, minutes: number): Promise<boolean> {
  const app = dyingAfter(house.deps.app, statements);
  const now = (): Date => new Date(Date.now() + minutes * minuteMs);
  const deps = { ...house.deps, pageRows, now };
  await workOnCampaigns({ ...deps, app, onError: () => undefined }).catch(() => undefined);
  await workOnCampaigns(deps);
  return !app.isDead();
}

/** Each of its people has one message, with one link of theirs in it. */
async function expectOneEach(id: string, count: number): Promise<void> {
  const rows = await ground.rows<{ messages: number; links: number; isLinked: boolean }>(
    `select (select count(*)::int from message m where m.campaign_id = $1 and m.recipient = r.phone) as messages,
            (select count(*)::int from campaign_link l where l.campaign_id = $1 and l.contact_id = r.contact_id)
              as links,
            (select m.body::text like '%/l/' || l.token || '%' from campaign_link l, message m
             where l.campaign_id = $1 and l.contact_id = r.contact_id and m.id = r.message_id) as "isLinked"
     from campaign_recipient r where r.campaign_id = $1 and r.state = 'queued'`,
    [uuidOf(id)],
  );
  expect(rows).toEqual(Array.from({ length: count }, () => ({ messages: 1, links: 1, isLinked: true })));
  await expectExact(id);
}

const text = (words: string) => ({ type: "text", text: { body: `${words} https://shop.example/` } });
const followUp = { when: "not_read", after_minutes: 30, message: text("C") };
const wish = { message: text("A"), track_links: true, stops: { minimum: 1_000 } };

/** Every fourth statement, others with each run: within a transaction it is all the same where one dies. */
const stride = 4;
const first = Number(process.env["KILL_SEED"] ?? Date.now()) % stride;

/** Dies a little later each time, until nobody has to. */
async function dieEverywhere(live: (statements: number) => Promise<boolean>): Promise<void> {
  for (let statements = first; !(await live(statements)); statements += stride)
    expect(statements).toBeLessThan(150);
  expect(house.errors).toEqual([]);
}

async function launched(list: string, more: object): Promise<string> {
  const id = await ground.draft(list, { ...wish, ...more });
  await ground.ask(`POST /v1/campaigns/${id}/launch`, { skip_test: true });
  return id;
}

test(`killed at any statement, the next worker ends with one message for each (KILL_SEED=${first})`, async () => {
  const list = await ground.people(people);
  const winner = { metric: "read", after_minutes: 10, test_percent: 50, min_sample: 1 };
  const ab = { variants: [{}, { message: text("B") }], winner };
  await dieEverywhere(async (statements) => {
    const id = await launched(list, { ab, stop_on_reply: true, follow_up: followUp });
    const lived = [await workOnAndDie(statements, 0)];
    await settle(id, "sent");
    // The test is over, its winner is found, and those who waited are let go.
    await workOnCampaigns(house.deps);
    lived.push(await workOnAndDie(statements, 12));
    await expectOneEach(id, people);
    const second = await ground.rows("select from campaign where parent_id = $1", [uuidOf(id)]);
    expect([statements, second.length]).toEqual([statements, 1]);
    // So that the next one finds its senders' lanes empty.
    await settle(id, "sent");
    await workOnCampaigns(house.deps);
    return lived.every((each) => each);
  });
});

test(`killed at any statement of a second message, everybody silent has it once (KILL_SEED=${first})`, async () => {
  const list = await ground.people(people, { first: 100 });
  await dieEverywhere(async (statements) => {
    const id = await launched(list, { follow_up: followUp });
    await workOnCampaigns(house.deps);
    await settle(id, "sent");
    await workOnCampaigns(house.deps);
    const [second] = await ground.rows<{ id: string }>(
      "update campaign set starts_at = now() where parent_id = $1 returning id",
      [uuidOf(id)],
    );
    const lived = await workOnAndDie(statements, 40);
    await expectOneEach(second?.id ?? "", people);
    await settle(second?.id ?? "", "sent");
    await workOnCampaigns({ ...house.deps, now: () => new Date(Date.now() + 60 * minuteMs) });
    return lived;
  });
});
