// Events as a list on a real Postgres: in either order, of one number, and the same pages whatever happens meanwhile.

import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { engine, useEngine } from "../kernel/testing/engine.ts";
import { readPlace } from "./event.ts";
import { listEvents, type Wanted } from "./list-events.ts";
import { whatIsSeen, type Wish } from "./visible.ts";

useEngine();

type Told = { sender: string; type: string; count?: number };

async function tell(tenantId: string, told: readonly Told[]): Promise<void> {
  for (const { sender, type, count = 1 } of told)
    await engine.query(
      `insert into event (tenant_id, mode, type, status, subject_id, sender_id)
       select $1, 'live', $2, 'x', uuidv7(), $3 from generate_series(1, $4::int)`,
      [tenantId, type, sender, count],
    );
}

async function last(): Promise<number> {
  const { rows } = await engine.query<{ last: number }>("select max(sequence)::float8 as last from event");
  return rows[0]!.last;
}

const caller = { mode: "live", scopes: new Set(["senders:read", "messages:read"] as const) } as const;

async function list(
  tenantId: string,
  { wish = { patterns: null, sender: null }, ...more }: Partial<Wanted> & { wish?: Wish } = {},
) {
  const wanted = { after: null, upTo: await last(), order: "newest", limit: 200, ...more } as const;
  return listEvents(engine, { tenantId, wish, sees: whatIsSeen(caller, wish), ...wanted });
}

test("newest first, pages go on where they were although more happens", async () => {
  const [tenantId, sender] = [randomUUID(), randomUUID()];
  await tell(tenantId, [{ sender, type: "session.connected", count: 7 }]);
  const oldest = (await list(tenantId, { order: "oldest" })).data.map(({ id }) => id);
  const pages: string[] = [];
  let after: number | null = null;
  for (;;) {
    const { data, next } = await list(tenantId, { limit: 3, after });
    pages.push(...data.map(({ id }) => id));
    if (next === null) break;
    after = readPlace(next)!.sequence;
    await tell(tenantId, [{ sender, type: "session.reconnecting" }]);
  }
  expect(pages).toEqual(oldest.toReversed());
});

test.each(["newest", "oldest"] as const)(
  "a number's seldom events are found at once between a thousand of its messages, %s first",
  async (order) => {
    const [tenantId, sender, other] = [randomUUID(), randomUUID(), randomUUID()];
    await tell(tenantId, [
      { sender, type: "session.connected" },
      { sender: other, type: "session.banned" },
      { sender, type: "message.sent", count: 1_500 },
      { sender, type: "sender.health" },
      { sender: other, type: "message.sent", count: 1_500 },
    ]);
    const wish = { patterns: ["session.*", "sender.*"], sender };
    const { data, next } = await list(tenantId, { wish, order });
    const types = data.map(({ type }) => type);
    expect(order === "newest" ? types.toReversed() : types).toEqual(["session.connected", "sender.health"]);
    expect(next).toBeNull();
    // With its messages it is a page of what was looked at, and a place to go on from.
    const all = await list(tenantId, { wish: { patterns: null, sender }, order, limit: 200 });
    expect(all.next).not.toBeNull();
  },
);

test("its seldom events have an index, in which no message is", async () => {
  const { rows } = await engine.query(
    `explain (costs off) select * from event e
     where e.tenant_id = $1 and e.sender_id = $2 and e.type not like 'message.%' order by e.sequence desc limit 20`
      .replace("$1", `'${randomUUID()}'`)
      .replace("$2", `'${randomUUID()}'`),
  );
  expect(JSON.stringify(rows)).toContain("event_of_sender");
});
