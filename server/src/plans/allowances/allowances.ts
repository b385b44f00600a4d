// What this process may accept or let leave by its tenants' plans: pieces lent by the database and spent in memory.

import { createBatcher } from "../../kernel/batcher.ts";
import type { Database } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";
import type { Held, PlansInForce } from "../in-force.ts";
import { type AskedRow, lend, tellSpent, type ToldRow, type Use, type WindowName } from "../store/window.ts";
import { capOfWindow, rememberWindows, type windowAt, type WindowKind } from "../window.ts";
import { hasLapsed, keyOf, newPiece, type Piece, pieceSize, takeNews } from "./piece.ts";

export type AllowanceDeps = {
  engine: Database;
  inForce: PlansInForce;
  use: Use;
  /** Names this life of the process. */
  holder: string;
  clock: AllowanceClock;
  onError(error: Error): void;
};

/** `now`: the wall clock, by which windows are; `monotonic` only goes forward. Milliseconds both. */
export type AllowanceClock = { now(): number; monotonic(): number };

export type Allowances = {
  deps: AllowanceDeps;
  kinds: readonly WindowKind[];
  windowAt: typeof windowAt;
  pieces: Map<string, Piece>;
  ask(piece: Piece, cap: number): Promise<number>;
  /** Tells what was spent and gives back what is idle; once a second. */
  sweep(): Promise<void>;
  /** Gives back all that is left; nothing may be taken any more. */
  stop(): Promise<void>;
};

export function createAllowances(deps: AllowanceDeps): Allowances {
  const pieces = new Map<string, Piece>();
  const batcher = createBatcher<Ask, number>({
    flushesMax: 2,
    itemsMax: 200,
    flush: (asks) => lendAll(deps, asks),
  });
  return {
    deps,
    // What was accepted over a month may leave in it: that the month is over asks nobody to wait three weeks.
    kinds: deps.use === "accept" ? ["minute", "day", "month"] : ["minute", "day"],
    windowAt: rememberWindows(),
    pieces,
    ask: (piece, cap) => {
      const { need } = piece;
      piece.need = 0;
      return batcher.add({ piece, cap, need, isNew: piece.granted === 0 });
    },
    sweep: () => tell(deps, pieces, false),
    stop: async () => {
      await batcher.drained();
      await tell(deps, pieces, true);
    },
  };
}

type Ask = { piece: Piece; cap: number; need: number; isNew: boolean };

/** The windows a tenant is held to now, each with its piece and its cap; those not capped are left out. */
export function piecesOf(
  { deps, kinds, windowAt, pieces }: Allowances,
  owner: { tenantId: string; mode: Mode },
  { caps, zone }: Held,
  now: number,
): { piece: Piece; cap: number }[] {
  const at = deps.clock.monotonic();
  return kinds.flatMap((kind) => {
    const cap = caps[capOfWindow[kind]];
    if (cap === undefined) return [];
    const name = { tenantId: owner.tenantId, mode: owner.mode, window: windowAt(kind, now, zone) };
    const known = pieces.get(keyOf(name));
    // What it had may have been counted as free by others: who still uses the old piece is not told of any more.
    if (known !== undefined && !hasLapsed(known, at)) return [{ piece: known, cap }];
    const piece = newPiece(name, at);
    pieces.set(keyOf(name), piece);
    return [{ piece, cap }];
  });
}

/** How long it is believed that a window is used up: others may give back what they do not need. */
const shortMs = 1_000;

/** Gets more for a piece that has too little; together with all who wait for it. */
export function enlarge(allowances: Allowances, piece: Piece, cap: number, need: number): Promise<void> {
  piece.need += need;
  piece.asking ??= enlargeNow(allowances, piece, cap).finally(() => {
    piece.asking = null;
  });
  return piece.asking;
}

async function enlargeNow(allowances: Allowances, piece: Piece, cap: number): Promise<void> {
  const { clock } = allowances.deps;
  // Who asks in the same turn is asked for in the same statement.
  await Promise.resolve();
  const { need } = piece;
  const asked = clock.monotonic();
  const given = await allowances.ask(piece, cap);
  piece.granted += given;
  piece.toldAt = asked;
  if (given < need) piece.shortUntil = clock.monotonic() + shortMs;
}

/** One statement may ask for a window once: a piece that has lapsed and its successor are asked for in turn. */
async function lendAll(deps: AllowanceDeps, asks: readonly Ask[]): Promise<number[]> {
  const given = new Map<Ask, number>();
  for (let left = [...asks]; left.length > 0;) {
    const first = new Map(left.toReversed().map((each) => [keyOf(each.piece), each]));
    const together = [...first.values()];
    for (const [place, count] of (await lendOnce(deps, together)).entries()) {
      const each = together[place];
      if (each !== undefined) given.set(each, count);
    }
    left = left.filter((each) => !given.has(each));
  }
  return asks.map((each) => given.get(each) ?? 0);
}

async function lendOnce(
  { engine, holder, use: what }: AllowanceDeps,
  asks: readonly Ask[],
): Promise<number[]> {
  const rows = asks.map(({ piece, cap, need }): AskedRow => ({
    ...nameOf(piece, what),
    ends_at: new Date(piece.window.endsAt).toISOString(),
    cap,
    need,
    want: pieceSize(cap),
  }));
  if (!asks.some(({ isNew }) => isNew)) return lend(engine, holder, rows, false);
  return engine.transaction((tx) => lend(tx, holder, rows, true));
}

function nameOf({ tenantId, mode, window }: Piece, use: Use): WindowName {
  return {
    tenant_id: tenantId,
    mode,
    use,
    kind: window.kind,
    starts_at: new Date(window.startsAt).toISOString(),
  };
}

/** For so long after a window's end somebody may still be using what they took in it. */
const lingerMs = 60_000;

/**
 * What is on its way counts as told, or as given back, whatever becomes of it: the database then believes that more is
 * in use than is, never less.
 */
async function tell(deps: AllowanceDeps, pieces: Map<string, Piece>, isOver: boolean): Promise<void> {
  const [now, at] = [deps.clock.now(), deps.clock.monotonic()];
  const told: { piece: Piece; row: ToldRow }[] = [];
  for (const [key, piece] of pieces) {
    if (piece.window.endsAt + lingerMs < now && piece.held === 0) pieces.delete(key);
    else if (piece.granted > 0 && !hasLapsed(piece, at)) {
      const news = takeNews(piece, at, { isOver, keep: deps.use === "accept" ? 0 : 1 });
      if (news !== null) told.push({ piece, row: { ...nameOf(piece, deps.use), ...news } });
    }
  }
  await tellSpent(
    deps.engine,
    deps.holder,
    told.map(({ row }) => row),
  );
  for (const { piece } of told) piece.toldAt = at;
}
