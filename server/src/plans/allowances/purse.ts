// What a tenant's plan lets leave this node now: asked without waiting, by every claim of its lanes.

import type { Mode } from "../../kernel/route.ts";
import { capOfWindow } from "../window.ts";
import { wordsOf } from "../caps.ts";
import { type Allowances, enlarge, piecesOf } from "./allowances.ts";
import { freeOf, isIdle } from "./piece.ts";

/** One for each tenant and mode, shared by its lanes. */
export type Purse = {
  take(wants: number): Taken;
};

export type Taken = {
  count: number;
  /** Until when there is nothing, and why; null while there may be more in a moment. */
  wait: { until: Date; text: string } | null;
  /** What became of it: attempts count for the minute, and messages for the day, which counts each but once. */
  settle(used: { attempts: number; messages: number }): void;
};

export function createPurse(allowances: Allowances, owner: { tenantId: string; mode: Mode }): Purse {
  return { take: (wants) => take(allowances, owner, wants) };
}

function take(allowances: Allowances, owner: { tenantId: string; mode: Mode }, wants: number): Taken {
  const { inForce, clock, onError } = allowances.deps;
  const held = inForce.lately(owner.tenantId);
  if (held === null) return unlimited(wants);
  const at = clock.monotonic();
  const limits = piecesOf(allowances, owner, held, clock.now());
  for (const { piece, cap } of limits) {
    const free = freeOf(piece);
    // Lanes ask although nothing may be waiting in them: one message shows that it is.
    const isWanted = free <= 0 || (free < wants && !isIdle(piece, at));
    if (isWanted && at >= piece.shortUntil && piece.asking === null)
      enlarge(allowances, piece, cap, 1).catch((error: Error) => {
        // A database that does not answer is not asked again by each look at the lanes.
        piece.shortUntil = clock.monotonic() + unansweredMs;
        onError(error);
      });
  }
  const count = Math.max(0, Math.min(wants, ...limits.map(({ piece }) => freeOf(piece))));
  for (const { piece } of limits) piece.held += count;
  const used = limits.filter(({ piece }) => freeOf(piece) <= 0 && at < piece.shortUntil).at(-1);
  return {
    count,
    wait: count > 0 || used === undefined ? null : waitFor(used),
    settle: ({ attempts, messages }) => {
      for (const { piece } of limits) {
        const gone = piece.window.kind === "minute" ? attempts : messages;
        piece.held -= count;
        piece.gone += gone;
        piece.untold += gone;
        if (attempts > 0) piece.usedAt = clock.monotonic();
      }
    },
  };
}

const unansweredMs = 1_000;

function unlimited(count: number): Taken {
  return { count, wait: null, settle: () => undefined };
}

function waitFor({ piece, cap }: ReturnType<typeof piecesOf>[number]): NonNullable<Taken["wait"]> {
  const until = new Date(piece.window.endsAt);
  const text = `the plan's ${cap} ${wordsOf[capOfWindow[piece.window.kind]]} have left; it renews then`;
  return { until, text };
}
