// The steps that end a tenant's life, for whoever takes them: each names its tenant once more, as it cannot be undone.

import type { ExportAccess } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { changeState, factsOf, lockTenant, wrongState } from "./change-state.ts";
import { askExport, type ExportDeps } from "./closing/ask-export.ts";
import { readHold } from "./store/closing.ts";
import { type TenantRow, writeState } from "./store/tenant.ts";
import { type Stepper, takeStep } from "./tenant-life.ts";

/** How long a tenant that closes can be called back, when nobody says. */
const erasedAfterDays = 30;
export const dayMs = 86_400_000;

export type Closing = {
  tenantId: string;
  by: Stepper;
  /** The tenant's slug. */
  confirm: string;
  reason: string | null;
  eraseAfterDays?: number | undefined;
};

export async function closeTenant(
  deps: ExportDeps,
  tx: Tx,
  { tenantId, by, confirm, reason, eraseAfterDays = erasedAfterDays }: Closing,
  now: Date,
): Promise<{ row: TenantRow; access: ExportAccess | null }> {
  requireConfirmation(await lockTenant(tx, tenantId), confirm);
  const eraseAfter = new Date(now.getTime() + eraseAfterDays * dayMs);
  const row = await changeState(tx, tenantId, { step: "close", by, reason, eraseAfter }, now);
  // What is erased at once is not exported first.
  return { row, access: eraseAfterDays === 0 ? null : await askExport(deps, tx, row) };
}

/** The job that erases finds it due. */
export async function eraseSoon(
  tx: Tx,
  { tenantId, confirm }: Pick<Closing, "tenantId" | "confirm">,
  now: Date,
): Promise<TenantRow> {
  const row = await lockTenant(tx, tenantId);
  requireConfirmation(row, confirm);
  if (!takeStep(factsOf(row), "erase", "platform", now).ok) throw wrongState(row, "erase");
  if ((await readHold(tx, [tenantId])).length > 0) {
    throw new AppError("tenant_wrong_state", "A legal hold keeps what the tenant has: lift it first.");
  }
  const [due] = await writeState(tx, [tenantId, "closing", row.state_reason, null, now]);
  if (due === undefined) throw new Error("a locked tenant is there");
  return due;
}

function requireConfirmation({ slug }: Pick<TenantRow, "slug">, confirm: string): void {
  if (confirm === slug) return;
  throw new AppError("confirmation_mismatch", "`confirm` is not the slug of this tenant.", {
    errors: [{ path: "/confirm", message: "must be the tenant's slug" }],
  });
}
