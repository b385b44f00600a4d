// Setting a tenant's messages aside before they are accepted: what fits into every window of its plan, and no more.

import type { AppError } from "../../kernel/errors.ts";
import type { Mode } from "../../kernel/route.ts";
import { limitReached } from "../refusals.ts";
import { type Allowances, enlarge, piecesOf } from "./allowances.ts";
import { freeOf, type Piece } from "./piece.ts";

export type Reservation = {
  /** So many of those asked for, from the first on. */
  fits: number;
  /** Why not all of them; null when all fit. */
  refusal: AppError | null;
  /** So many were accepted; the rest is free again. */
  settle(accepted: number): void;
  /** Nobody knows whether they were: they count as accepted until the ledger is counted. */
  doubt(): void;
};

/**
 * Null for who is held to nothing. `now` is the moment in which the messages will have been accepted, which decides the
 * windows they count in.
 */
export async function reserve(
  allowances: Allowances,
  owner: { tenantId: string; mode: Mode },
  count: number,
  now: Date,
): Promise<Reservation | null> {
  const { inForce, clock } = allowances.deps;
  const held = await inForce.of(owner.tenantId);
  if (held === null) return null;
  const limits = piecesOf(allowances, owner, held, now.getTime());
  if (limits.length === 0) return null;
  for (;;) {
    const short = limits.filter(
      ({ piece }) => freeOf(piece) < count && clock.monotonic() >= piece.shortUntil,
    );
    if (short.length === 0) break;
    await Promise.all(
      short.map(({ piece, cap }) => enlarge(allowances, piece, cap, count - Math.max(0, freeOf(piece)))),
    );
  }
  const tightest = limits.reduce((least, each) => (freeOf(each.piece) < freeOf(least.piece) ? each : least));
  const fits = Math.max(0, Math.min(count, freeOf(tightest.piece)));
  const pieces = limits.map(({ piece }) => piece);
  for (const piece of pieces) Object.assign(piece, { held: piece.held + fits, usedAt: clock.monotonic() });
  return {
    fits,
    refusal: fits === count ? null : limitReached(tightest.piece.window, tightest.cap, now),
    settle: (accepted) => release(pieces, fits, accepted, accepted),
    doubt: () => release(pieces, fits, fits, 0),
  };
}

function release(pieces: readonly Piece[], held: number, gone: number, untold: number): void {
  for (const piece of pieces) {
    piece.held -= held;
    piece.gone += gone;
    piece.untold += untold;
  }
}
