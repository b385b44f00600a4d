// The statements behind nodes and leases; all times are the database's clock.

import type { Tx } from "./db.ts";
import { statement } from "./db.ts";

export type UnitKind = "shard" | "session";

/** The rows a node lives by, as a port. */
export type NodeStore = {
  insert(id: string, host: string, leaseMs: number): Promise<void>;
  beat(id: string, leaseMs: number, maySweep: boolean): Promise<Pulse>;
  countUnits(kind: UnitKind): Promise<number>;
  claim(node: string, kind: UnitKind, atMost: number): Promise<{ id: string; epoch: string }[]>;
  release(units: readonly string[], node: string): Promise<void>;
  /** Hands back what this node owns besides these units. */
  keepOnly(units: readonly string[], node: string): Promise<void>;
  leave(id: string): Promise<void>;
  forgetHost(host: string): Promise<void>;
};

export function nodeStoreIn(db: Tx): NodeStore {
  return {
    insert: async (id, host, leaseMs) => void (await insertNode(db, [id, host, leaseMs])),
    beat: (id, leaseMs, maySweep) => beat(db, [id, leaseMs, maySweep]),
    countUnits: (kind) => countUnits(db, [kind]),
    claim: (node, kind, atMost) => claimUnits(db, [node, kind, atMost]),
    release: async (units, node) => void (await releaseUnits(db, [units, node])),
    keepOnly: async (units, node) => void (await keepOnlyUnits(db, [units, node])),
    leave: async (id) => void (await leaveNode(db, [id])),
    forgetHost: async (host) => void (await forgetHost(db, [host])),
  };
}

/** Values: [id, host, lease in ms]. */
const insertNode = statement<never>(
  "insert_node",
  `insert into node (id, host, until) values ($1, $2, clock_timestamp() + $3 * interval '1 ms')`,
);

/**
 * `owned`: how many units are this node's by the rows, whether it knows it or not. `now`: the database's time. `ends`:
 * in how many ms the first lease of another node ends, should that one not renew it; null without others.
 */
export type Pulse = {
  alive: boolean;
  nodes: number;
  free: number;
  owned: number;
  now: Date;
  ends: number | null;
};

/** Renews [id, lease in ms, may sweep], buries dead nodes, and counts. An update, never an upsert: 0 rows mean dead. */
async function beat(tx: Tx, values: readonly [string, number, boolean]): Promise<Pulse> {
  const [row] = await beatRows(tx, values);
  if (row === undefined) throw new Error("a select without from answers one row");
  return row;
}

// `skip locked`: two nodes back after an outage would otherwise delete each other and deadlock.
const beatRows = statement<Pulse>(
  "beat",
  `with dead as (
     delete from node where id in (
       select id from node where $3 and until < clock_timestamp() and id <> $1 for update skip locked)
     returning 1
   ), me as (
     update node set until = clock_timestamp() + $2 * interval '1 ms' where id = $1 returning 1
   ), told as (
     select pg_notify('units_free', '') from dead limit 1
   )
   select exists (select from me) as alive,
          (select count(*) from node where until >= clock_timestamp() or id = $1)::int as nodes,
          ((select count(*) from unit where owner is null)
            + (select count(*) from dead) + (select count(*) from told) * 0)::int as free,
          (select count(*) from unit where owner = $1)::int as owned, clock_timestamp() as now,
          (select extract(epoch from min(until) - clock_timestamp()) * 1000 from node
           where id <> $1 and until >= clock_timestamp())::float8 as ends`,
);

/** Values: [kind]. */
async function countUnits(tx: Tx, values: readonly [UnitKind]): Promise<number> {
  const [row] = await countRows(tx, values);
  return row?.count ?? 0;
}

const countRows = statement<{ count: number }>(
  "count_units",
  "select count(*)::int as count from unit where kind = $1",
);

/** Values: [node, kind, at most]. The epoch moves with every change of hands. */
const claimUnits = statement<{ id: string; epoch: string }>(
  "claim_units",
  `update unit set owner = $1, epoch = epoch + 1
   where id in (select id from unit where kind = $2 and owner is null order by random() limit $3
                for update skip locked)
     and exists (select from node where id = $1)
   returning id, epoch`,
);

/** Values: [unit ids, node]. */
const releaseUnits = statement<never>(
  "release_units",
  `with released as (
     update unit set owner = null where id = any ($1) and owner = $2 returning 1)
   select pg_notify('units_free', '') from released limit 1`,
);

/** Values: [unit ids, node]. */
const keepOnlyUnits = statement<never>(
  "keep_only_units",
  `with released as (
     update unit set owner = null where owner = $2 and id <> all ($1) returning 1)
   select pg_notify('units_free', '') from released limit 1`,
);

/** Values: [node]. Deleting the row frees its units in the same statement. */
const leaveNode = statement<never>(
  "leave_node",
  `with gone as (delete from node where id = $1 returning 1)
   select pg_notify('units_free', '') from gone limit 1`,
);

/** Values: [host]. Only for who holds a lock that proves these processes dead. */
const forgetHost = statement<never>("forget_host", "delete from node where host = $1");
