// Setting messages aside in their tenant's plan before they are accepted, and settling that afterwards.

import { AppError } from "../kernel/errors.ts";
import type { Caller } from "../kernel/route.ts";
import type { AcceptedMessage } from "./store/accept.ts";

/** What a plan lets be accepted; it knows what of it is used up. */
export type PlanGate = {
  /** Null for a tenant without a plan. `now` is when the messages are accepted. */
  reserve(caller: Pick<Caller, "tenantId" | "mode">, count: number, now: Date): Promise<Reserved | null>;
};

export type Reserved = {
  /** The first so many fit. */
  fits: number;
  refusal: AppError | null;
  settle(accepted: number): void;
  /** Nobody knows whether they were accepted. */
  doubt(): void;
};

export type Aside = {
  /** What does not fit is refused item by item; the rest is as it came. */
  items: readonly (AcceptedMessage | AppError)[];
  settle: Reserved["settle"];
  doubt: Reserved["doubt"];
};

/** The last thing that may refuse a message, so that what is refused for another reason uses up nothing. */
export async function setAside(
  plan: PlanGate | undefined,
  caller: Caller,
  prepared: readonly (AcceptedMessage | AppError)[],
): Promise<Aside> {
  const good = prepared.filter((item): item is AcceptedMessage => !(item instanceof AppError));
  const [first] = good;
  const reserved =
    plan === undefined || first === undefined
      ? null
      : await plan.reserve(caller, good.length, new Date(first.created_at));
  if (reserved === null) return { items: prepared, settle: () => undefined, doubt: () => undefined };
  const { refusal } = reserved;
  const fitting = new Set(good.slice(0, reserved.fits));
  const items = prepared.map((item) =>
    item instanceof AppError || refusal === null || fitting.has(item) ? item : refusal,
  );
  return { items, settle: reserved.settle, doubt: reserved.doubt };
}
