// The one reader of a process: reads what was told since, and passes it on to everybody who follows.

import type { Database } from "../kernel/db.ts";
import { type EventRow, presentEvent } from "./event.ts";
import { type Ending, type Follower, tell, type Told } from "./follower.ts";
import { advance, type Mark, unknownMark } from "./mark.ts";
import { startRounds } from "./rounds.ts";
import { readNext, readPulse } from "./store.ts";

export type Feed = {
  /**
   * Up to which number everything is final now, where somebody begins who wants only what comes; and the highest that
   * was given out.
   */
  look(): Promise<{ settled: number; last: number }>;
  /** From the follower's position on, nothing is left out and nothing told twice. */
  join(follower: Follower): void;
  leave(follower: Follower): void;
  /** A full line has room again. */
  hasRoom(follower: Follower): void;
  /** A notice of new events: their tenants, or nobody by name. */
  nudge(tenants: string): void;
  /** Everybody who follows what one tenant is told. */
  of(tenantId: string): ReadonlySet<Follower>;
  count(): number;
  /** Sends everybody away, and takes nobody any more. */
  stop(): Promise<void>;
};

export type FeedDeps = {
  /** Under the engine's role: one query serves the followers of all tenants. */
  engine: Database;
  onError(error: Error): void;
};

/** All followers of one tenant: what has been read for them, and so told to those who are live. */
type Channel = { position: number; followers: Set<Follower> };

type State = FeedDeps & {
  mark: Mark;
  /** The highest number that was given out, as far as it was looked. */
  last: number;
  channels: Map<string, Channel>;
  /** Of whom something was heard since the last look; null stands for everybody. */
  heard: Set<string> | null;
  /** Who has something new up to which number at the latest. */
  needs: Map<string, number>;
  looks: Looks;
};

/** One look at a time, the next as soon as it is worth it. */
type Looks = {
  running: Promise<void> | null;
  timer: NodeJS.Timeout | undefined;
  dueAt: number;
  stopped: boolean;
};

export function createFeed(deps: FeedDeps): Feed {
  const state: State = {
    ...deps,
    mark: unknownMark,
    last: 0,
    channels: new Map(),
    heard: new Set(),
    needs: new Map(),
    looks: { running: null, timer: undefined, dueAt: Infinity, stopped: false },
  };
  const followers = (): Follower[] => [...state.channels.values()].flatMap((each) => [...each.followers]);
  const end = (follower: Follower, why: Ending): void => {
    leave(state, follower);
    follower.line.end(why);
  };
  const rounds = startRounds({ followers, end, onError: deps.onError });
  const net = setInterval(() => hear(state, null), netMs);
  net.unref();
  return {
    look: async () => {
      // A look that is under way may have begun before what the caller has seen.
      await state.looks.running?.catch(() => undefined);
      await look(state);
      return { settled: state.mark.settled, last: state.last };
    },
    join: (follower) => join(state, follower),
    leave: (follower) => leave(state, follower),
    hasRoom: (follower) => {
      if (follower.state === "full") void catchUp(state, follower);
    },
    nudge: (tenants) => hear(state, tenants === "" ? null : tenants.split(",")),
    of: (tenantId) => state.channels.get(tenantId)?.followers ?? nobody,
    count: () => followers().length,
    stop: async () => {
      state.looks.stopped = true;
      clearInterval(net);
      clearTimeout(state.looks.timer);
      rounds.stop();
      for (const follower of followers()) end(follower, "moving");
      await state.looks.running?.catch(() => undefined);
    },
  };
}

const nobody: ReadonlySet<Follower> = new Set();

/** Notices may be lost with the connection they come on; who follows then hears no later than this. */
const netMs = 15_000;
/** Many transactions end in the same moment. */
const soonMs = 10;
/** While somebody writes: how long until it is looked whether they have ended. */
const againMs = 25;
const failedMs = 1_000;

function hear(state: State, tenants: readonly string[] | null): void {
  if (state.channels.size === 0) return;
  if (tenants === null) state.heard = null;
  else {
    const known = tenants.filter((tenant) => state.channels.has(tenant));
    if (known.length === 0) return;
    for (const tenant of known) state.heard?.add(tenant);
  }
  lookIn(state, soonMs);
}

function lookIn(state: State, ms: number): void {
  const { looks } = state;
  const at = performance.now() + ms;
  if (looks.stopped || at >= looks.dueAt) return;
  clearTimeout(looks.timer);
  looks.dueAt = at;
  looks.timer = setTimeout(() => {
    looks.dueAt = Infinity;
    look(state).catch((error: Error) => {
      state.onError(error);
      lookIn(state, failedMs);
    });
  }, ms);
}

/** Whoever asks during a look gets that look. */
function look(state: State): Promise<void> {
  const { looks } = state;
  looks.running ??= lookNow(state)
    .catch((error: unknown) => {
      // Whom this look was for is not known any more.
      state.heard = null;
      throw error;
    })
    .finally(() => {
      looks.running = null;
    });
  return looks.running;
}

async function lookNow(state: State): Promise<void> {
  const heard = state.heard;
  state.heard = new Set();
  const [pulse] = await readPulse(state.engine, []);
  if (pulse === undefined) throw new Error("the event stream has no pulse");
  state.mark = advance(state.mark, pulse);
  state.last = pulse.last;
  for (const tenant of heard ?? state.channels.keys()) state.needs.set(tenant, pulse.last);
  await readChannels(state);
  const { settled, awaited } = state.mark;
  for (const [tenant, upTo] of state.needs) if (upTo <= settled) state.needs.delete(tenant);
  if (awaited !== null && state.needs.size > 0) lookIn(state, againMs);
  if (state.heard === null || state.heard.size > 0) lookIn(state, soonMs);
}

/** What one query brings stays some megabytes. */
const tenantsAtOnce = 100;
const page = 200;

async function readChannels(state: State): Promise<void> {
  const upTo = state.mark.settled;
  let behind = [...state.needs.keys()].flatMap((tenant) => {
    const channel = state.channels.get(tenant);
    return channel === undefined || channel.position >= upTo ? [] : [[tenant, channel] as const];
  });
  while (behind.length > 0 && !state.looks.stopped) {
    const some = behind.slice(0, tenantsAtOnce);
    // oxlint-disable-next-line no-await-in-loop -- a page follows the one before, and memory is bounded by it
    const rows = await readNext(state.engine, [
      some.map(([tenant]) => tenant),
      some.map(([, { position }]) => position),
      upTo,
      page,
    ]);
    const told = Map.groupBy(rows.map(written), ({ row }) => row.tenant_id);
    const unfinished = some.filter(([tenant, channel]) => {
      const events = told.get(tenant) ?? [];
      pass(channel, events, endOf(events, upTo));
      return channel.position < upTo;
    });
    behind = [...unfinished, ...behind.slice(tenantsAtOnce)];
  }
}

function written(row: EventRow): Told {
  return { row, text: JSON.stringify(presentEvent(row)) };
}

/** A page that is not full goes on until where it was to. */
function endOf(events: readonly Told[], upTo: number): number {
  const last = events.at(-1);
  return events.length < page || last === undefined ? upTo : last.row.sequence;
}

function pass(channel: Channel, events: readonly Told[], position: number): void {
  channel.position = position;
  const now = performance.now();
  for (const follower of channel.followers) {
    if (follower.state === "live") tell(follower, events, position, now);
  }
}

function join(state: State, follower: Follower): void {
  if (state.looks.stopped) {
    follower.line.end("moving");
    return;
  }
  const channel = state.channels.get(follower.tenantId) ?? {
    position: state.mark.settled,
    followers: new Set<Follower>(),
  };
  channel.followers.add(follower);
  state.channels.set(follower.tenantId, channel);
  // Between the channel's place and the first notice for it, something may have come.
  hear(state, [follower.tenantId]);
  if (follower.position < channel.position) void catchUp(state, follower);
}

function leave({ channels }: State, follower: Follower): void {
  const channel = channels.get(follower.tenantId);
  if (channel?.followers.delete(follower) === true && channel.followers.size === 0)
    channels.delete(follower.tenantId);
}

/**
 * Reads for one follower until it is where its channel is. Pages, each written only when the one before is gone:
 * however far behind or slow somebody is, they cost a page of memory.
 */
async function catchUp(state: State, follower: Follower): Promise<void> {
  follower.state = "reading";
  try {
    for (;;) {
      const channel = state.channels.get(follower.tenantId);
      if (channel?.followers.has(follower) !== true) return;
      const upTo = channel.position;
      if (follower.position >= upTo) {
        follower.state = "live";
        return;
      }
      // oxlint-disable-next-line no-await-in-loop -- a page follows the one before
      const rows = await readNext(state.engine, [[follower.tenantId], [follower.position], upTo, page]);
      const events = rows.map(written);
      if (!tell(follower, events, endOf(events, upTo), performance.now())) return;
    }
  } catch (error) {
    state.onError(error as Error);
    leave(state, follower);
    follower.line.end("moving");
  }
}
