// Messages that flow while nodes come and go, and what the people got in the end.

import { setTimeout as delay } from "node:timers/promises";
import { worstSecond } from "../../bench/dispatch/worst-second.ts";
import type { Json } from "../stack.ts";
import { ask, type Fleet } from "./fleet.ts";

export type Traffic = {
  /** Sends no more, and answers when nothing waits any more and no proof is missing. */
  settle(): Promise<Reckoning>;
};

export type Reckoning = {
  sent: number;
  received: number;
  lost: string[];
  doubled: string[];
  /** Messages nobody could say anything about, though the person has them. */
  unsettled: number;
  unknown: number;
  /** The most any sender claimed, and the most the provider took of any, in one second. */
  busiestSecond: { claimed: number; received: number };
};

export const pace = { senders: 24, rate: 8, burst: 4 };

export async function startTraffic(fleet: Fleet): Promise<Traffic> {
  const senders = await createSenders(fleet);
  const state: State = { fleet, senders, sent: [], stopped: false };
  // A backlog from the start: a lane that is never empty shows every gap and every step too fast.
  await submit(state, 4 * pace.rate);
  const producing = produce(state);
  // Told when it is waited for; until then the story may end for a reason of its own.
  producing.catch(() => undefined);
  return {
    settle: async () => {
      state.stopped = true;
      await producing;
      await settled(fleet);
      return reckon(state);
    },
  };
}

type State = { fleet: Fleet; senders: string[]; sent: string[]; stopped: boolean };

async function createSenders({ controls, apiKey, owner }: Fleet): Promise<string[]> {
  const url = controls[0]?.url ?? "";
  const ids: string[] = [];
  for (let n = 0; n < pace.senders; n += 1) {
    const { id } = await post({
      url,
      apiKey,
      path: "/v1/senders",
      body: { name: `desk ${n}`, transport: "sandbox" },
    });
    ids.push(id);
  }
  // Spread like numbers of a large house, and slow enough to be told apart from a burst.
  await owner.query(
    `update sender set rate_per_second = ${pace.rate}, burst = ${pace.burst}, shard = place.shard
     from (select id, ((row_number() over (order by id)) * 64 / (select count(*) + 1 from sender)) as shard from sender)
       as place where place.id = sender.id`,
  );
  await owner.query("select pg_notify('senders', '')");
  return ids;
}

async function produce(state: State): Promise<void> {
  for (let next = Date.now() + 1_000; !state.stopped; next += 1_000) {
    await submit(state, pace.rate);
    await delay(Math.max(0, next - Date.now()));
  }
}

/** So many for each sender, through the control processes in turn: whatever the answer, again until it is taken. */
async function submit({ fleet, senders, sent }: State, each: number): Promise<void> {
  const messages = senders.flatMap((from) =>
    Array.from({ length: each }, () => {
      const to = person(sent.length);
      sent.push(to);
      return { from, to, text: { body: `appointment ${to}` }, unknown_policy: "once" };
    }),
  );
  const key = `batch-${sent.length}`;
  for (let tries = 0; ; tries += 1) {
    const { url = "" } = fleet.controls[(sent.length + tries) % fleet.controls.length] ?? {};
    try {
      const { data } = await post({
        url,
        apiKey: fleet.apiKey,
        path: "/v1/messages/batch",
        body: { messages },
        key,
      });
      if (data.some((item: Json) => item.error !== undefined)) throw new Error(JSON.stringify(data));
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await delay(200);
    }
  }
}

/** Seven digits that never end like one of the simulator's magic numbers (0000 to 0010). */
function person(n: number): string {
  return `+1415${6_000_000 + Math.floor(n / 9_000) * 10_000 + 1_000 + (n % 9_000)}`;
}

type Posted = { url: string; apiKey: string; path: string; body: object; key?: string };

async function post({ url, apiKey, path, body, key }: Posted): Promise<Json> {
  const answer = await fetch(`${url}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${apiKey}`,
      "content-type": "application/json",
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

const settleMs = 60_000;

async function settled({ owner, simulatorUrl }: Fleet): Promise<void> {
  for (const deadline = Date.now() + settleMs; ; await delay(500)) {
    const { rows } = await owner.query(
      `select message.status, count(*)::int, array_agg(distinct shard) as shards, array_agg(distinct owner) as owners,
              min(due_at - now())::text as due, array_agg(distinct sender.pause_reason) as paused
       from message join unit on unit.id = 'shard-' || shard join sender using (tenant_id, shard)
       where message.status in ('queued', 'sending', 'sent', 'delivered') group by message.status`,
    );
    if (rows.length === 0) return;
    if (Date.now() < deadline) continue;
    const { webhooks } = await ask(`${simulatorUrl}/_sim/health`);
    throw new Error(`still open: ${JSON.stringify({ rows, unread: await unread(owner), webhooks })}`);
  }
}

/** What providers told and nobody has read, or nobody could place. */
async function unread(owner: Fleet["owner"]): Promise<Json> {
  const { rows } = await owner.query(
    `select (select jsonb_agg(jsonb_build_object('received', received_at, 'tries', tries, 'busy_until', busy_until))
             from webhook_in where done_at is null) as bodies,
            (select count(*)::int from webhook_in where problem is not null) as problems,
            (select jsonb_agg(event) from parked_status) as parked`,
  );
  return rows[0];
}

async function reckon({ fleet, sent }: State): Promise<Reckoning> {
  const ledger = await readLedger(fleet.simulatorUrl);
  const copies = Map.groupBy(ledger, ({ to }) => `+${to}`);
  const { rows } = await fleet.owner.query<{ recipient: string }>(
    "select recipient from message where status = 'unknown'",
  );
  const unknown = new Set(rows.map(({ recipient }) => recipient));
  const receivedBySender = Map.groupBy(ledger, ({ from }) => from);
  return {
    sent: sent.length,
    received: copies.size,
    lost: sent.filter((to) => !copies.has(to) && !unknown.has(to)),
    doubled: [...copies].filter(([, each]) => each.length > 1).map(([to]) => to),
    unsettled: [...unknown].filter((to) => copies.has(to)).length,
    unknown: unknown.size,
    busiestSecond: {
      claimed: await busiestClaims(fleet),
      received: Math.max(
        ...[...receivedBySender.values()].map((each) =>
          worstSecond(each.map(({ at }) => at).toSorted(byNumber)),
        ),
      ),
    },
  };
}

/** Attempts that never left, because their lane moved, took nothing of the provider's. */
async function busiestClaims({ owner }: Fleet): Promise<number> {
  const { rows } = await owner.query<{ instants: number[] }>(
    `select array_agg(extract(epoch from started_at)::float8 * 1000 order by started_at) as instants
     from attempt join message on (message.tenant_id, message.id) = (attempt.tenant_id, attempt.message_id)
     where attempt.error ->> 'code' is distinct from 'handed_over' group by sender_id`,
  );
  return Math.max(...rows.map(({ instants }) => worstSecond(instants)));
}

const byNumber = (a: number, b: number): number => a - b;

async function readLedger(simulatorUrl: string): Promise<{ to: string; from: string; at: number }[]> {
  const entries: { to: string; from: string; at: number }[] = [];
  for (let after = ""; ;) {
    const page = await ask(`${simulatorUrl}/_sim/ledger?limit=1000${after}`);
    for (const { to, from, accepted_at } of page.data)
      entries.push({ to, from, at: Date.parse(accepted_at) });
    if (page.next === null || page.next === undefined) return entries;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}
