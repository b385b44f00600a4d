// How far linking a phone has come, by the session as it is now and as it was when it was started. Pure.
import type { SessionResource, SessionState } from "@waypost/contract";

export type Standing = "linked" | "under way" | "ended" | "ignored";

/**
 * A session that has ended before stays at that until a process takes it up: only an end that is newer than the start
 * is one of this linking. "ignored" when that takes longer than a process needs that restarts.
 */
export function standingOf(
  now: Pick<SessionResource, "state" | "since">,
  before: Pick<SessionResource, "state" | "since">,
  afterMs: number,
): Standing {
  if (now.state === "connected") return "linked";
  if (!ends.has(now.state)) return "under way";
  if (now.since !== before.since || !ends.has(before.state)) return "ended";
  return afterMs < takenUpWithinMs ? "under way" : "ignored";
}

const takenUpWithinMs = 30_000;

const ends: ReadonlySet<SessionState> = new Set(["stopped", "logged_out", "replaced", "banned"]);
