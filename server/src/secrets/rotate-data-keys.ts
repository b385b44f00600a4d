// Rotation of tenants' data keys: each step is taken once everybody can follow, and any process can take the next.

import { setTimeout as delay } from "node:timers/promises";
import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import type { MasterRing } from "../kernel/master-ring.ts";
import { promoted, published, sealingKeyId, withoutOld } from "./data-keys.ts";
import { resealTenant } from "./reseal.ts";
import { readTenantKeys, readTenantsInRotation, type Step, takeStep, type TenantKeys } from "./store.ts";

export type RotationDeps = {
  engine: Tx;
  vault: Pick<Vault, "seal" | "open">;
  masters: MasterRing;
  /** Told in words what has been done. */
  onStep?(sentence: string): void;
};

/**
 * `settle`: nobody goes by wrapped keys that were read longer ago; a session reads them anew every half minute
 * (`sessions/current-keys.ts`), a request at its start. `keep`: what was sealed under the old key is on its way at
 * most that long. Ms.
 */
export type Patience = { settle: number; keep: number };
export const patience: Patience = { settle: 60_000, keep: 60 * 60_000 };

/**
 * Begins a rotation where none is under way, and takes all steps but the last: that an old key is dropped is left to
 * the job, an hour later. A second one on the same tenants joins in.
 */
export async function rotateDataKeys(
  deps: RotationDeps,
  tenantIds: readonly string[] | null,
  wait: Patience = patience,
): Promise<{ tenants: number; values: number }> {
  const tenants = await readTenantKeys(deps.engine, [tenantIds]);
  const ids = tenants.map(({ id }) => id);
  await publish(deps, tenants);
  await promoteSettled(deps, ids, wait);
  return { tenants: ids.length, values: await resealAll(deps, ids, wait) };
}

/** Again for those whose keys were wrapped anew, by a rotation of the master key, since they were read. */
async function publish(deps: RotationDeps, tenants: readonly TenantKeys[]): Promise<void> {
  let waiting = tenants.filter((tenant) => tenant.data_key_step === null);
  while (waiting.length > 0) {
    await step(deps, waiting, "published", published);
    const now = await readTenantKeys(deps.engine, [waiting.map(({ id }) => id)]);
    waiting = now.filter((tenant) => tenant.data_key_step === null);
  }
}

/** In the background: what a command that was killed has begun goes on, and old keys go when nothing needs them. */
export function rotationJob(
  deps: RotationDeps,
  onError: (error: Error) => void,
  wait: Patience = patience,
): ScheduledJob {
  return {
    name: "rotate-data-keys",
    everyMs: 10 * 60_000,
    run: () => advanceRotations(deps, wait, onError),
  };
}

/** The next step of each rotation under way that is due. One tenant's broken row does not hold up the others. */
export async function advanceRotations(
  deps: RotationDeps,
  wait: Patience,
  onError: (error: Error) => void,
): Promise<void> {
  const all = await readTenantsInRotation(deps.engine, []);
  const settled = all.filter(
    ({ data_key_step, age_ms }) => data_key_step === "published" && age_ms >= wait.settle,
  );
  await step(deps, settled, "promoted", promoted);
  for (const tenant of all.filter(({ data_key_step }) => data_key_step === "promoted")) {
    try {
      const { done, left } = await reseal(deps, tenant);
      // Nothing was found to seal anew, an hour after the last could have been sealed under an old key.
      if (done + left === 0 && tenant.age_ms >= wait.keep) await step(deps, [tenant], null, withoutOld);
    } catch (error) {
      onError(new Error(`the values of tenant ${tenant.id} cannot be sealed anew`, { cause: error }));
    }
  }
}

/** Only of those whose keys are as they were read: another process may have taken this step already. */
async function step(
  { engine, masters, onStep }: RotationDeps,
  tenants: readonly TenantKeys[],
  to: Step | null,
  change: (masters: MasterRing, tenantId: string, wrapped: Buffer) => Buffer,
): Promise<void> {
  if (tenants.length === 0) return;
  const taken = await takeStep(engine, [
    tenants.map(({ id }) => id),
    tenants.map(({ data_key }) => data_key),
    tenants.map(({ id, data_key }) => change(masters, id, data_key)),
    to,
  ]);
  if (taken.length > 0) onStep?.(words(to, taken.length));
}

function words(to: Step | null, count: number): string {
  const whose = count === 1 ? "one tenant" : `${count} tenants`;
  if (to === "published") return `A new data key of ${whose} is there; processes read it within a minute.`;
  if (to === "promoted") return `The new data key of ${whose} seals from now on.`;
  return `The old data keys of ${whose} are gone.`;
}

const lookEveryMs = 1_000;

async function promoteSettled(
  deps: RotationDeps,
  ids: readonly string[],
  { settle }: Patience,
): Promise<void> {
  for (;;) {
    const waiting = (await readTenantKeys(deps.engine, [ids])).filter(
      ({ data_key_step }) => data_key_step === "published",
    );
    if (waiting.length === 0) return;
    const settled = waiting.filter(({ age_ms }) => age_ms >= settle);
    await step(deps, settled, "promoted", promoted);
    if (settled.length < waiting.length) await delay(Math.min(lookEveryMs, settle));
  }
}

/** Until a look finds nothing. Sessions may seal under the old key for a while: what is left then is the job's. */
async function resealAll(deps: RotationDeps, ids: readonly string[], { settle }: Patience): Promise<number> {
  const givesUpAt = performance.now() + 2 * settle;
  let values = 0;
  let waiting = await readTenantKeys(deps.engine, [ids]);
  while (waiting.length > 0) {
    const open: TenantKeys[] = [];
    for (const tenant of waiting) {
      const { done, left } = await reseal(deps, tenant);
      values += done;
      if (left > 0) open.push(tenant);
    }
    if (open.length > 0 && performance.now() > givesUpAt) return values;
    if (open.length > 0) await delay(Math.min(lookEveryMs, settle));
    waiting = open;
  }
  return values;
}

function reseal({ engine, vault, masters }: RotationDeps, { id, data_key: dataKeys }: TenantKeys) {
  return resealTenant({ engine, vault }, { id, dataKeys, sealingKey: sealingKeyId(masters, id, dataKeys) });
}
