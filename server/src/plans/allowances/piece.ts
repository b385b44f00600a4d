// A process's piece of one window's allowance, in memory: what it was given, what of it is spent, held or free. Pure.

import type { Mode } from "../../kernel/route.ts";
import type { Window } from "../window.ts";

export type Piece = {
  tenantId: string;
  mode: Mode;
  window: Window;
  granted: number;
  /** Used up for good: durable, or in doubt. */
  gone: number;
  /** Of it, what is durable and has not been told. */
  untold: number;
  /** By who is about to use it. */
  held: number;
  /** What others wait for. */
  need: number;
  /** Under way, when more is asked for. */
  asking: Promise<void> | null;
  /** All of these are milliseconds of the monotonic clock. Nothing more is to be had until then. */
  shortUntil: number;
  usedAt: number;
  /** When the database heard last that we have it. */
  toldAt: number;
};

export function newPiece(name: Pick<Piece, "tenantId" | "mode" | "window">, now: number): Piece {
  const empty = { granted: 0, gone: 0, untold: 0, held: 0, need: 0, asking: null };
  return { ...name, ...empty, shortUntil: Number.NEGATIVE_INFINITY, usedAt: now, toldAt: now };
}

export function keyOf({ tenantId, mode, window }: Pick<Piece, "tenantId" | "mode" | "window">): string {
  return `${tenantId} ${mode} ${window.kind} ${window.startsAt}`;
}

export function freeOf({ granted, gone, held }: Piece): number {
  return granted - gone - held;
}

/**
 * Who has not been heard of for `strandedMs` is taken for dead, and what it had is counted anew; so it must have let go
 * long before. Between the two there is time for every transaction to end.
 */
export const lapseMs = 45_000;
export const strandedMs = 150_000;

export function hasLapsed(piece: Piece, now: number): boolean {
  return now - piece.toldAt > lapseMs;
}

/** What is not used for so long is given back: another process may be refusing for want of it. */
const idleMs = 2_000;
const tellEveryMs = 15_000;

export function isIdle(piece: Piece, now: number): boolean {
  return now - piece.usedAt > idleMs;
}

/** `keep`: what is not given back of an idle piece. */
export type Ending = { isOver: boolean; keep: number };

/** Takes out of the piece what is to be told of it; null when that is nothing. */
export function takeNews(
  piece: Piece,
  now: number,
  { isOver, keep }: Ending,
): { spent: number; back: number } | null {
  const kept = isOver ? 0 : keep;
  const back = isOver || isIdle(piece, now) ? Math.max(0, freeOf(piece) - kept) : 0;
  const spent = piece.untold;
  if (back === 0 && spent === 0 && now - piece.toldAt < tellEveryMs) return null;
  piece.granted -= back;
  piece.untold = 0;
  return { spent, back };
}

/** A hundredth of the cap, within reason: what is worth a statement, and what a crash may strand. */
export function pieceSize(cap: number): number {
  return Math.min(2_000, Math.max(10, Math.ceil(cap / 100)));
}
