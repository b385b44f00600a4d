// What the clock does with tenants: trials end, and what has closed is erased.

import { type AppendAudit, auditEntry, system } from "../kernel/audit.ts";
import { presentId } from "../kernel/ids.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import { changeState } from "./change-state.ts";
import { type EraseDeps, eraseTenant, finishErasing } from "./closing/erase-tenant.ts";
import { readUnfinished } from "./store/closing.ts";
import { readTenantsDue } from "./store/tenant.ts";

export type LifeJobDeps = EraseDeps & { append: AppendAudit; onError(error: Error): void };

export function tenantLifeJobs(deps: LifeJobDeps): ScheduledJob[] {
  return [
    { name: "end-trials", everyMs: 30_000, run: () => eachDue(deps, "trial", (id) => endTrial(deps, id)) },
    {
      name: "erase-tenants",
      everyMs: 60_000,
      run: async () => {
        await eachDue(deps, "closing", async (id) => void (await eraseTenant(deps, id)));
        const unfinished = await readUnfinished(deps.engine, []);
        // oxlint-disable-next-line no-await-in-loop -- a crash has left them; mostly there are none
        for (const { id } of unfinished) await finishErasing(deps, id);
      },
    },
  ];
}

const dueAtOnce = 500;

/** One that fails keeps nobody else from theirs; it is tried again the next time. */
async function eachDue(
  { engine, onError }: LifeJobDeps,
  state: "trial" | "closing",
  take: (id: string) => Promise<void>,
): Promise<void> {
  const due = await readTenantsDue(engine, [state, dueAtOnce]);
  // oxlint-disable-next-line no-await-in-loop -- one after the other: nobody waits for them
  for (const { id } of due) await take(id).catch(onError);
}

async function endTrial({ engine, append, now }: LifeJobDeps, id: string): Promise<void> {
  const step = { step: "suspend", by: "clock", reason: "The trial has ended." } as const;
  const at = now();
  const target = { kind: "tenant", id: presentId("ten", id) };
  await engine.transaction(async (tx) => {
    await changeState(tx, id, step, at);
    await append(tx, [auditEntry({ tenantId: id, at, action: "tenant.suspended", actor: system, target })]);
  });
}
