// The model against the real Postgres: the same random statements, the same answers, the same rows at the end.

import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createHarness,
  type Harness,
  insertMessages,
  type Lane,
  newId,
  newMessage,
} from "../../../server/src/messaging/harness.ts";
import type { NewMessage } from "../../../server/src/messaging/store/accept.ts";
import * as real from "../../../server/src/messaging/store/dispatch.ts";
import { findMessages, moveMessages, type Sought } from "../../../server/src/messaging/store/evidence.ts";
import { withEntry } from "../../../server/src/messaging/store/read.ts";
import { createRandom, type Random } from "../world/random.ts";
import * as acceptance from "./acceptance.ts";
import { claimPicked, expireMessages, pickDue } from "./claims.ts";
import * as evidence from "./evidence.ts";
import { findInFlight, recordOutcomes } from "./outcomes.ts";
import { createTables, type Tables } from "./rows.ts";

let harness: Harness;
beforeAll(async () => void (harness = await createHarness()));
afterAll(() => harness.close());

const hourMs = 3_600_000;
type Case = { random: Random; lane: Lane; tables: Tables; node: string; attempts: real.Claimed[] };

test.each(Array.from({ length: 25 }, (_, n) => n + 1))("statements of seed %i", async (seed) => {
  const each = await prepare(createRandom(seed, "model"));
  for (let step = 0; step < 25; step += 1) {
    const [theirs, ours] = await each.random.pick([claim, claim, record, record, expire, inFlight, move])(
      each,
    );
    expect(ours).toEqual(theirs);
  }
  expect(modelRows(each)).toEqual(await realRows(each));
});

async function prepare(random: Random): Promise<Case> {
  const lane = await harness.tenant({ shard: 7 });
  const [tables, node] = [createTables(), newId()];
  await harness.engine.query(
    "insert into node (id, host, until) values ($1, 'here', now() + interval '1 h')",
    [node],
  );
  await harness.engine.query("update unit set owner = $1, epoch = 5 where id = 'shard-7'", [node]);
  tables.nodes.set(node, { id: node, host: "here", until: Date.now() + hourMs });
  tables.units.set("shard-7", { id: "shard-7", kind: "shard", epoch: 5, owner: node });
  const messages = Array.from({ length: 12 }, () => drawMessage(random, lane));
  await harness.engine.transaction((tx) => insertMessages(tx, messages));
  acceptance.insertMessages(tables, messages);
  return { random, lane, tables, node, attempts: [] };
}

/** Hours away from now, so that it does not matter when exactly a statement runs. */
function drawMessage(random: Random, lane: Lane): NewMessage {
  const at = (hours: number): string => new Date(Date.now() + hours * hourMs).toISOString();
  return newMessage(lane, {
    recipient: random.pick(["+14155550001", "+14155550002", "+14155550003"]),
    class: random.pick([0, 1, 1, 2]),
    due_at: at(random.pick([-3, -2, -2, -1, 5])),
    expires_at: random.chance(0.3) ? at(random.pick([-1, 6])) : null,
    unknown_policy: random.pick(["once", "otp"]),
  });
}

type Answers = Promise<[unknown, unknown]>;

async function claim({ random, lane, tables, node, attempts }: Case): Answers {
  const normal = random.below(4);
  // Of those that are due when they were at first: a retry is due by the clock of who wrote it.
  const places = [...tables.messages.values()]
    .filter(({ tries }) => tries === 0)
    .map(({ id, due_at }) => ({ id, due_at: new Date(due_at).toISOString() }));
  const lanes = [
    {
      tenant_id: lane.tenantId,
      sender_id: lane.senderId,
      shard: 7,
      epoch: random.chance(0.9) ? "5" : "4",
      normal,
      urgent: normal + random.below(3),
      after: [0, 1, 2].map(() => random.pick([null, hoursFromNow(-1.5), hoursFromNow(1), ...places])),
    },
  ];
  const asked = random.chance(0.9) ? node : newId();
  const theirs = await real.claimMessages(harness.engine, asked, lanes);
  const ours = claimPicked(tables, pickDue(tables, Date.now(), asked, lanes), Date.now());
  attempts.push(...theirs);
  const known = (row: real.Claimed): object => ({ ...inHours(row), due_at: null });
  return [theirs.map(known), ours.map(known)];
}

function hoursFromNow(hours: number): real.Place {
  return { due_at: new Date(Date.now() + hours * hourMs).toISOString(), id: newId() };
}

/** What is left of a time to live, coarsely: it does not matter when exactly the statement ran. */
function inHours<T extends { expires_in_ms: number | null }>(row: T): T {
  const { expires_in_ms: ms } = row;
  return { ...row, expires_in_ms: ms === null ? null : Math.round(ms / hourMs) };
}

async function record({ random, tables, attempts }: Case): Answers {
  if (attempts.length === 0) return [null, null];
  const { tenant_id, id, tries } = random.pick(attempts);
  const ends = random.pick([
    { attempt: "accepted", status: "sent", lane_state: null, attention: null },
    { attempt: "later", status: "queued", lane_state: 0, attention: null },
    {
      attempt: "unknown",
      status: "unknown",
      lane_state: random.pick([0, null] as const),
      attention: "unknown",
    },
    { attempt: "refused", status: "failed", lane_state: null, attention: "dead" },
  ] as const);
  const row: real.OutcomeRow = {
    tenant_id,
    message_id: id,
    number: tries,
    epoch: random.chance(0.85) ? "5" : "4",
    provider_message_id: ends.attempt === "accepted" ? `wamid.${id}.${tries}` : null,
    error: null,
    due_in_ms: ends.lane_state === 0 ? -hourMs : null,
    counts: random.chance(0.7),
    ...ends,
  };
  return [await real.recordOutcomes(harness.engine, [row]), recordOutcomes(tables, [row], Date.now())];
}

async function expire({ tables }: Case): Answers {
  // All tenants' messages expire: the other cases' are none of this one's business.
  const theirs = await real.expireMessages(harness.engine, [1_000]);
  const ours = expireMessages(tables, Date.now(), 1_000, () => false);
  return [
    theirs
      .map(({ id }) => id)
      .filter((id) => tables.messages.has(id))
      .toSorted(),
    ours.toSorted(),
  ];
}

async function inFlight({ random, tables }: Case): Answers {
  const epoch = random.pick(["5", "6", "4"]);
  const theirs = await real.findInFlight(harness.engine, [[7], [epoch]]);
  const ours = findInFlight(tables, [{ shard: 7, epoch }], Date.now());
  const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
  const known = theirs.filter(({ id }) => tables.messages.has(id));
  return [known.map(inHours).toSorted(byId), ours.map(inHours).toSorted(byId)];
}

/** Evidence by our own name or by the provider's, from the right sender or another, and a move after it. */
async function move({ random, lane, tables, attempts }: Case): Answers {
  if (attempts.length === 0) return [null, null];
  const { id, tries } = random.pick(attempts);
  const named = random.chance(0.5);
  const sought: Sought = {
    index: 0,
    tenant_id: lane.tenantId,
    sender_id: random.chance(0.85) ? lane.senderId : newId(),
    message_id: named ? id : null,
    attempt: named ? tries : null,
    provider_message_id: `wamid.${id}.${tries}`,
  };
  const theirs = await findMessages(harness.engine, [sought]);
  const ours = evidence.findMessages(tables, [sought], Date.now());
  const moved = theirs.map((row) => ({
    tenant_id: row.tenant_id,
    id: row.id,
    sender_id: row.sender_id,
    recipient: row.recipient,
    status: "delivered" as const,
    lane_state: null,
    attention: null,
    due_in_ms: null,
    provider_message_id: sought.provider_message_id,
    error: null,
  }));
  if (random.chance(0.5)) {
    await moveMessages(harness.engine, moved);
    evidence.moveMessages(tables, moved, Date.now());
  }
  return [theirs.map(inHours), ours.map(inHours)];
}

function modelRows({ tables }: Case): unknown[] {
  const messages = [...tables.messages.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return messages.map((row) => ({
    id: row.id,
    status: row.status,
    lane_state: row.lane_state,
    tries: row.tries,
    attempts: row.attempts,
    possible_duplicate: row.possible_duplicate,
    attention: row.attention,
    provider_message_id: row.provider_message_id,
    states: [...tables.attempts.values()]
      .filter((attempt) => attempt.message_id === row.id)
      .toSorted((a, b) => a.number - b.number)
      .map(({ state, provider_message_id: told }) => `${state} ${told ?? ""}`),
  }));
}

async function realRows({ lane }: Case): Promise<unknown[]> {
  const { rows } = await harness.engine.query(
    `select m.id, coalesce(e.status, m.status) as status,
            case when e.status = 'sending' then 1 when e.status is not null then 0 end as lane_state,
            coalesce(e.tries, m.tries) as tries, coalesce(e.attempts, m.attempts) as attempts,
            coalesce(e.possible_duplicate, m.possible_duplicate) as possible_duplicate,
            case when e.status = 'sending' then null else m.attention end as attention, m.provider_message_id,
            coalesce((select array_agg(a.state || ' ' || coalesce(a.provider_message_id, '') order by a.number)
                      from attempt a where a.tenant_id = m.tenant_id and a.message_id = m.id), '{}') as states
     from message m ${withEntry} where m.tenant_id = $1 order by m.id`,
    [lane.tenantId],
  );
  return rows;
}
