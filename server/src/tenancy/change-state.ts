// Takes a tenant from one state to the next: asked of the rules, written down, and told to those who send.

import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { notifySendersOfTenant, readTenantForUpdate, type TenantRow, writeState } from "./store/tenant.ts";
import { haltOf, type LifeStep, type Stepper, takeStep } from "./tenant-life.ts";

export type StateStep = {
  step: Exclude<LifeStep, "erase">;
  by: Stepper;
  reason: string | null;
  /** Of what closes: when it is erased. */
  eraseAfter?: Date;
};

/** Under the engine's role: a tenant cannot write its own state. */
export async function changeState(
  tx: Tx,
  tenantId: string,
  { step, by, reason, eraseAfter }: StateStep,
  now: Date,
): Promise<TenantRow> {
  const row = await lockTenant(tx, tenantId);
  const stepped = takeStep(factsOf(row), step, by, now);
  if (!stepped.ok) throw wrongState(row, step);
  // Who is active is not on trial any more; to who is suspended, it says when that ended.
  const trialEndsAt = stepped.state === "active" ? null : row.trial_ends_at;
  const erasure = stepped.state === "closing" ? (eraseAfter ?? null) : null;
  const [after] = await writeState(tx, [tenantId, stepped.state, reason, trialEndsAt, erasure]);
  if (after === undefined) throw new Error("a locked tenant is there");
  if (haltOf(row.state) !== null || haltOf(after.state) !== null) await notifySendersOfTenant(tx, [tenantId]);
  return after;
}

export async function lockTenant(tx: Tx, tenantId: string): Promise<TenantRow> {
  const [row] = await readTenantForUpdate(tx, [tenantId]);
  if (row === undefined) throw tenantNotFound();
  return row;
}

export function factsOf(row: TenantRow): Parameters<typeof takeStep>[0] {
  return { state: row.state, trialEndsAt: row.trial_ends_at, eraseAfter: row.erase_after };
}

export function tenantNotFound(): AppError {
  return new AppError("not_found", "There is no such tenant.");
}

export function wrongState({ state }: Pick<TenantRow, "state">, step: LifeStep): AppError {
  return new AppError(
    "tenant_wrong_state",
    `A tenant that is ${words[state]} cannot be ${participles[step]}.`,
  );
}

const words: Record<TenantRow["state"], string> = {
  trial: "on trial",
  active: "active",
  suspended: "suspended",
  closing: "closing",
};

const participles: Record<LifeStep, string> = {
  activate: "activated",
  suspend: "suspended",
  close: "closed this way",
  erase: "erased",
};
