// The life of a tenant: which step leads from which state, and who may take it. Pure.

export type TenantState = "trial" | "active" | "suspended" | "closing" | "erased";

export type LifeStep = "activate" | "suspend" | "close" | "erase";

/** `tenant`: somebody with the right to, for their own tenant. `clock`: a job, when the time has come. */
export type Stepper = "platform" | "tenant" | "clock";

export type LifeFacts = { state: TenantState; trialEndsAt: Date | null; eraseAfter: Date | null };

/** `state`: from no such state. `stepper`: not by them. `time`: not yet. */
export type StepRefusal = "state" | "stepper" | "time";

export type Stepped = { ok: true; state: TenantState } | { ok: false; because: StepRefusal };

export function takeStep(facts: LifeFacts, step: LifeStep, by: Stepper, now: Date): Stepped {
  const { to, from } = steps[step];
  const steppers = from[facts.state];
  if (steppers === undefined) return { ok: false, because: "state" };
  if (!steppers.includes(by)) return { ok: false, because: "stepper" };
  if (by === "clock" && !hasCome(step === "erase" ? facts.eraseAfter : facts.trialEndsAt, now)) {
    return { ok: false, because: "time" };
  }
  return { ok: true, state: to };
}

/** Who is halted reads and sends nothing: what waits goes on waiting. */
export type Halt = "suspended" | "closing";

export function haltOf(state: TenantState): Halt | null {
  return state === "suspended" || state === "closing" ? state : null;
}

type Rule = { to: TenantState; from: Partial<Record<TenantState, readonly Stepper[]>> };

/**
 * What closes can be called back for as long as nothing was erased. A suspended tenant does not close itself: whoever
 * suspended it may have a reason to keep what is there.
 */
const steps: Record<LifeStep, Rule> = {
  activate: {
    to: "active",
    from: { trial: ["platform"], suspended: ["platform"], closing: ["platform"] },
  },
  suspend: { to: "suspended", from: { trial: ["platform", "clock"], active: ["platform"] } },
  close: {
    to: "closing",
    from: { trial: ["platform", "tenant"], active: ["platform", "tenant"], suspended: ["platform"] },
  },
  erase: { to: "erased", from: { closing: ["platform", "clock"] } },
};

function hasCome(at: Date | null, now: Date): boolean {
  return at !== null && at <= now;
}
