// Wraps what the master keys keep, every tenant's data keys and the installation's roots, by the current one.

import type { Tx } from "../kernel/db.ts";
import { isWrappedBy } from "../kernel/wrapped-keys.ts";
import type { MasterRing } from "../kernel/master-ring.ts";
import { readRootsMaster, rewrapRoots } from "../kernel/roots.ts";
import { rewrapped } from "./data-keys.ts";
import { readTenantKeys, rewrapTenants } from "./store.ts";

/**
 * Until a look finds none that is wrapped by another: a tenant may be made, or its keys rotated, meanwhile. Answers how
 * many tenants' keys were wrapped anew. Every process must know the current key before (`refuseUnready`).
 */
export async function rewrapAll(engine: Tx, masters: MasterRing): Promise<number> {
  const ids = new Set<string>();
  await rewrapRoots(engine, masters);
  for (;;) {
    const current = masters.current();
    const others = (await readTenantKeys(engine, [null])).filter(
      ({ data_key }) => !isWrappedBy(current.id, data_key),
    );
    if (others.length === 0) return ids.size;
    const done = await rewrapTenants(engine, [
      others.map(({ id }) => id),
      others.map(({ data_key }) => data_key),
      others.map(({ id, data_key }) => rewrapped(masters, id, data_key)),
    ]);
    for (const { id } of done) ids.add(id);
  }
}

/** Whether there is anything that the current master key does not wrap. */
export async function needsRewrap(engine: Tx, masters: MasterRing): Promise<boolean> {
  const current = masters.current().id;
  const roots = await readRootsMaster(engine);
  if (roots !== null && !roots.equals(current)) return true;
  return (await readTenantKeys(engine, [null])).some(({ data_key }) => !isWrappedBy(current, data_key));
}
