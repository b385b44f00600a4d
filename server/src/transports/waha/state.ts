// What WAHA says of a session, and what it means in our words. Pure.

import type { Answer } from "../http/client.ts";
import { fields } from "../http/json.ts";

/** how-to/sessions, "Session Status"; how-to/events, "session.status", for the passkeys. */
export type WahaStatus =
  | "STOPPED"
  | "STARTING"
  | "SCAN_QR_CODE"
  | "PASSKEY_REQUIRED"
  | "PASSKEY_CONFIRMATION_REQUIRED"
  | "WORKING"
  | "FAILED";

export type Seen =
  | { kind: "session"; session: SeenSession }
  /** It does not exist yet. */
  | { kind: "missing" }
  /** The key is refused. */
  | { kind: "refused" }
  /** It answers, but nothing we understand. */
  | { kind: "unclear" };

export type SeenSession = {
  status: WahaStatus;
  /** The linked number, E.164. */
  address: string | null;
  config: Readonly<Record<string, unknown>>;
  /** Until when WhatsApp lets the number begin no new chats ("Reachout Timelock"). */
  newChatsLockedUntil: Date | null;
};

const statuses: ReadonlySet<string> = new Set<WahaStatus>([
  "STOPPED",
  "STARTING",
  "SCAN_QR_CODE",
  "PASSKEY_REQUIRED",
  "PASSKEY_CONFIRMATION_REQUIRED",
  "WORKING",
  "FAILED",
]);

/** The answer to `GET /api/sessions/{session}`. */
export function readSession({ status, body }: Answer): Seen {
  if (status === 401 || status === 403) return { kind: "refused" };
  if (status === 404) return { kind: "missing" };
  const session = fields(body);
  if (status !== 200 || !isStatus(session["status"])) return { kind: "unclear" };
  const me = fields(session["me"]);
  return {
    kind: "session",
    session: {
      status: session["status"],
      address: phoneOf(me["id"]),
      config: fields(session["config"]),
      newChatsLockedUntil: lockIn(fields(me["reachoutTimelock"])),
    },
  };
}

function isStatus(value: unknown): value is WahaStatus {
  return typeof value === "string" && statuses.has(value);
}

/** `1555…@c.us`, or with a device behind the number; other kinds of id name no phone. */
export function phoneOf(id: unknown): string | null {
  const digits =
    typeof id === "string" ? /^(\d{5,15})(?::\d+)?@(?:c\.us|s\.whatsapp\.net)$/.exec(id)?.[1] : null;
  return digits ? `+${digits}` : null;
}

/** Seconds since 1970, as in its events. */
function lockIn({ isActive, timeEnforcementEnds }: Readonly<Record<string, unknown>>): Date | null {
  if (isActive !== true || typeof timeEnforcementEnds !== "number") return null;
  const until = new Date(timeEnforcementEnds * 1_000);
  return Number.isNaN(until.getTime()) ? null : until;
}
