// What a session's states mean, and how a session is shown. Pure.

import type { SessionResource } from "@waypost/contract";
import type { SessionState } from "../transports/transport.ts";
import { adviceOn } from "./advice.ts";
import type { SessionRow } from "./store.ts";

/** States that end only by a person's will: nothing reconnects by itself out of them. */
const atRest: ReadonlySet<SessionState> = new Set(["stopped", "logged_out", "replaced", "banned"]);

export function isAtRest(state: SessionState): boolean {
  return atRest.has(state);
}

/** Whether the lane of a sender may move: only over a living connection. */
export function canSend(state: SessionState): boolean {
  return state === "connected";
}

/** A sender that was never started has no row; it is stopped. */
export function presentSession(row: SessionRow | undefined, createdAt: Date): SessionResource {
  const { state, reason } = row ?? { state: "stopped", reason: null };
  return { state, since: (row?.since ?? createdAt).toISOString(), reason, advice: adviceOn(state, reason) };
}
