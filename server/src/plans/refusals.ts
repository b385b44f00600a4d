// What a tenant is told when its plan allows no more.

import type { CapName } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { wordsOf } from "./caps.ts";
import { capOfWindow, type Window } from "./window.ts";

/** Which cap, its window, and when it renews: in words, for programs under `errors`, and as Retry-After. */
export function limitReached({ kind, startsAt, endsAt }: Window, cap: number, now: Date): AppError {
  const name = capOfWindow[kind];
  const renews = new Date(endsAt).toISOString();
  const since = new Date(startsAt).toISOString();
  return new AppError(
    "plan_limit_reached",
    `The plan allows ${cap} ${wordsOf[name]}, and they are used up; this renews at ${renews}.`,
    {
      errors: [{ path: `plan.${name}`, message: `${cap} from ${since} to ${renews}` }],
      headers: { "retry-after": String(Math.max(1, Math.ceil((endsAt - now.getTime()) / 1_000))) },
    },
  );
}

export function capacityReached(name: CapName, cap: number): AppError {
  return new AppError(
    "plan_capacity_reached",
    `The plan allows ${cap} ${wordsOf[name]}, and they are there.`,
    {
      errors: [{ path: `plan.${name}`, message: `${cap} at most` }],
    },
  );
}
