// A sender's condition as one word, what can be done with its link, and what its page has to show. Pure.
import type { Sender, Session } from "@waypost/sdk";
import type { Tone } from "../../parts/status-chip.tsx";

export type StateName = Session["state"] | "paused" | "degraded";

/** The gravest first: what WhatsApp says, what a person wanted, what protects the number, then the link itself. */
export function stateOf({ health, session }: Pick<Sender, "health" | "session">): StateName {
  if (session.state === "banned") return "banned";
  if (health.state === "paused") return "paused";
  if (session.state === "connected" && health.state === "degraded") return "degraded";
  return session.state;
}

export const toneOf: Readonly<Record<StateName, Tone>> = {
  connected: "good",
  degraded: "wait",
  starting: "busy",
  pairing: "wait",
  reconnecting: "doubt",
  paused: "wait",
  stopped: "quiet",
  logged_out: "bad",
  replaced: "bad",
  banned: "bad",
};

const atRest: ReadonlySet<Session["state"]> = new Set(["stopped", "logged_out", "replaced", "banned"]);

/** Nothing reconnects by itself out of these. */
export function isAtRest({ session }: Pick<Sender, "session">): boolean {
  return atRest.has(session.state);
}

/** Roads whose link to a phone is made and kept here. */
export function hasLink({ transport }: Pick<Sender, "transport">): boolean {
  return transport === "whatsapp_web" || transport === "waha";
}

/** How much of a limit is used, from 0 to 1; null where there is no limit. */
export function shareOf(used: number | null, most: number | null): number | null {
  if (used === null || most === null) return null;
  return most === 0 ? 1 : Math.min(1, used / most);
}
