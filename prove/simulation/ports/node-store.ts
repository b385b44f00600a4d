// The node's port over the model: leases have a connection of their own, with little patience.

import type { NodeStore } from "../../../server/src/kernel/nodes-store.ts";
import { ask, databaseNow, notify, type Sim } from "../model/database.ts";
import * as nodes from "../model/nodes.ts";
import type { Life } from "../world/machine.ts";

const patienceMs = 3_000;

export function nodeStoreOf(sim: Sim, life: Life): NodeStore {
  const { tables, world } = sim;
  const act = <T>(name: string, run: () => T): Promise<T> => ask(sim, life, { name, run, patienceMs });
  return {
    insert: (id, host, leaseMs) =>
      act("insert_node", () => nodes.insertNode(tables, { id, host, until: databaseNow(sim) + leaseMs })),
    beat: (id, leaseMs, maySweep) =>
      act("beat", () => {
        const before = tables.nodes.size;
        const pulse = nodes.beat(tables, { id, leaseMs, maySweep, now: databaseNow(sim) });
        if (tables.nodes.size < before) {
          world.tell(`${life.machine.name} declares ${before - tables.nodes.size} node(s) dead`);
          notify(sim, "units_free", "");
        }
        return pulse;
      }),
    countUnits: (kind) => act("count_units", () => nodes.countUnits(tables, kind)),
    claim: (node, kind, atMost) =>
      act("claim_units", () => {
        const gained = nodes.claimUnits(tables, { node, kind, atMost, random: life.random.next });
        for (const unit of gained) world.tell(`${life.machine.name} takes ${unit.id} at epoch ${unit.epoch}`);
        return gained;
      }),
    release: (units, node) =>
      act("release_units", () => {
        if (nodes.releaseUnits(tables, units, node) === 0) return;
        world.tell(`${life.machine.name} gives back ${units.join(", ")}`);
        notify(sim, "units_free", "");
      }),
    keepOnly: (units, node) =>
      act("keep_only_units", () => {
        if (nodes.keepOnly(tables, units, node) === 0) return;
        world.tell(`${life.machine.name} gives back what it did not know it had`);
        notify(sim, "units_free", "");
      }),
    leave: (id) =>
      act("leave_node", () => {
        if (nodes.deleteNode(tables, id)) notify(sim, "units_free", "");
      }),
    forgetHost: (host) => act("forget_host", () => nodes.forgetHost(tables, host)),
  };
}
