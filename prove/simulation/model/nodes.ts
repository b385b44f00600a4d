// The model of leases: one row per process life, units that point at it; all times are the database's.

import type { Pulse, UnitKind } from "../../../server/src/kernel/nodes-store.ts";
import type { Tables } from "./rows.ts";

export function insertNode(tables: Tables, node: { id: string; host: string; until: number }): void {
  if (tables.nodes.has(node.id)) throw new Error("duplicate key");
  tables.nodes.set(node.id, { ...node });
}

export type Beat = { id: string; leaseMs: number; maySweep: boolean; now: number };

/** Like the statement, it counts what stood before it, and what it buries besides. */
export function beat(tables: Tables, { id, leaseMs, maySweep, now }: Beat): Pulse {
  const rows = [...tables.nodes.values()];
  const dead = maySweep ? rows.filter((row) => row.until < now && row.id !== id) : [];
  const nodes = rows.filter((row) => row.until >= now || row.id === id).length;
  const free = [...tables.units.values()].filter((unit) => unit.owner === null).length + dead.length;
  const owned = [...tables.units.values()].filter((unit) => unit.owner === id).length;
  const me = tables.nodes.get(id);
  if (me !== undefined) me.until = now + leaseMs;
  for (const row of dead) {
    tables.onBurial?.(row.id);
    deleteNode(tables, row.id);
  }
  const others = rows.flatMap(({ id: other, until }) => (other !== id && until >= now ? [until - now] : []));
  const ends = others.length === 0 ? null : Math.min(...others);
  return { alive: me !== undefined, nodes, free, owned, now: new Date(now), ends };
}

export function deleteNode(tables: Tables, id: string): boolean {
  if (!tables.nodes.delete(id)) return false;
  for (const unit of tables.units.values()) if (unit.owner === id) unit.owner = null;
  return true;
}

export function forgetHost(tables: Tables, host: string): void {
  for (const row of tables.nodes.values()) if (row.host === host) deleteNode(tables, row.id);
}

export function countUnits(tables: Tables, kind: UnitKind): number {
  return [...tables.units.values()].filter((unit) => unit.kind === kind).length;
}

export type UnitClaim = { node: string; kind: UnitKind; atMost: number; random(): number };

export function claimUnits(tables: Tables, claim: UnitClaim): { id: string; epoch: string }[] {
  if (!tables.nodes.has(claim.node)) return [];
  return [...tables.units.values()]
    .filter((unit) => unit.kind === claim.kind && unit.owner === null)
    .map((unit) => ({ unit, place: claim.random() }))
    .toSorted((a, b) => a.place - b.place)
    .slice(0, claim.atMost)
    .map(({ unit }) => {
      unit.owner = claim.node;
      unit.epoch += 1;
      return { id: unit.id, epoch: String(unit.epoch) };
    });
}

export function releaseUnits(tables: Tables, ids: readonly string[], node: string): number {
  const mine = ids.flatMap((id) => tables.units.get(id) ?? []).filter((unit) => unit.owner === node);
  for (const unit of mine) unit.owner = null;
  return mine.length;
}

export function keepOnly(tables: Tables, ids: readonly string[], node: string): number {
  const others = [...tables.units.values()].filter((unit) => unit.owner === node && !ids.includes(unit.id));
  for (const unit of others) unit.owner = null;
  return others.length;
}
