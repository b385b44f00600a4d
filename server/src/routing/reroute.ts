// Failover: messages that wait for a sender which cannot take them go another way, if their policy knows one.

import type { Database, Tx } from "../kernel/db.ts";
import { type Movable, moveToRoad, notifyShards, readMovable } from "../messaging/index.ts";
import type { SenderFacts } from "./facts.ts";
import { nothingKnown, type People, readPeople } from "./person-facts.ts";
import { mayMoveFrom, planMoves } from "./plan-moves.ts";
import { needsOf, type Policy, readPolicy, sendersOf, wantedOf } from "./policy.ts";
import { readSenderFacts } from "./sender-facts.ts";
import { type Owner, readSendersWithWork, type SenderWithWork, tryToSweep } from "./store/facts.ts";
import { readPoliciesInForce } from "./store/policies.ts";

export type RerouteDeps = { db: Database; now(): Date };

/** A bite holds locks for milliseconds; a long lane takes several. */
const peoplePerLane = 200;
const bitesMax = 50;

/**
 * Moves what can be moved now, in bites of a transaction each: killed between two, nothing is half done, and the next
 * sweep goes on. Answers how many it moved.
 */
export async function reroute({ db, now }: RerouteDeps): Promise<number> {
  let total = 0;
  for (let bite = 0; bite < bitesMax; bite++) {
    const moved = await db.transaction(async (tx) => ((await tryToSweep(tx)) ? rerouteSome(tx, now()) : 0));
    total += moved;
    if (moved === 0) break;
  }
  return total;
}

type Owned = Owner & { policy: Policy };
type OwnedLane = SenderWithWork & { policy: Policy };

async function rerouteSome(tx: Tx, now: Date): Promise<number> {
  const owners = (await readPoliciesInForce(tx, [])).map(({ tenant_id, mode, version, policy }): Owned => ({
    tenant_id,
    mode,
    policy: readPolicy(version, policy),
  }));
  if (owners.length === 0) return 0;
  const work = await readWork(tx, owners);
  const senders = work.length === 0 ? new Map() : await readAllSenders(tx, owners, work, now);
  const lanes = work.flatMap((lane) => {
    const end = mayMoveFrom(lane.policy, senders.get(lane.sender_id), now);
    return end === null ? [] : [{ ...lane, from_end: end === "tail" }];
  });
  const movable = await readMovable(tx, lanes, peoplePerLane);
  if (movable.length === 0) return 0;
  const moves = (await readGroups(tx, lanes, movable)).flatMap(({ group, lane, person }) =>
    planMoves(group, lane.policy, { person, senders, now }),
  );
  const moved = await moveToRoad(tx, moves);
  if (moved.length > 0) await notifyShards(tx, new Set(moved.map(({ shard }) => shard)));
  return moved.length;
}

async function readWork(tx: Tx, owners: readonly Owned[]): Promise<OwnedLane[]> {
  const policies = new Map(owners.map((owner) => [nameOf(owner), owner.policy]));
  return (await readSendersWithWork(tx, owners.map(keyOf))).flatMap((lane) => {
    const policy = policies.get(nameOf(lane));
    return policy === undefined ? [] : [{ ...lane, policy }];
  });
}

function nameOf({ tenant_id, mode }: Owner): string {
  return `${tenant_id} ${mode}`;
}

function keyOf({ tenant_id, mode }: Owner): Owner {
  return { tenant_id, mode };
}

/** Those of the policies, and those that policies of before have sent messages to. */
function readAllSenders(
  tx: Tx,
  owners: readonly Owned[],
  work: readonly OwnedLane[],
  now: Date,
): Promise<Map<string, SenderFacts>> {
  const inUse = owners.flatMap((owner) => wantedOf(owner.policy, keyOf(owner)));
  const known = new Set(inUse.map(({ sender_id }) => sender_id));
  const others = work.flatMap(({ tenant_id, mode, sender_id }) =>
    known.has(sender_id) ? [] : [{ tenant_id, mode, sender_id, within_s: 0 }],
  );
  return readSenderFacts(tx, [...inUse, ...others], now);
}

/** One person's messages in one lane, with what is known of the person. */
type Group = {
  group: readonly Movable[];
  lane: OwnedLane;
  person: Parameters<typeof planMoves>[2]["person"];
};

async function readGroups(
  tx: Tx,
  lanes: readonly OwnedLane[],
  movable: readonly Movable[],
): Promise<Group[]> {
  const byLane = Map.groupBy(movable, ({ sender_id }) => sender_id);
  const busy = lanes.filter(({ sender_id }) => byLane.has(sender_id));
  const people: People[] = await readPeople(
    tx,
    busy.map(({ tenant_id, sender_id, policy }) => ({
      tenantId: tenant_id,
      people: (byLane.get(sender_id) ?? []).map(({ recipient }) => recipient),
      senders: [...sendersOf(policy)],
      needs: needsOf(policy),
    })),
  );
  return busy.flatMap((lane, place) => {
    const byPerson = Map.groupBy(byLane.get(lane.sender_id) ?? [], ({ recipient }) => recipient);
    return [...byPerson].map(([recipient, group]) => {
      return { group, lane, person: people[place]?.get(recipient) ?? nothingKnown };
    });
  });
}
