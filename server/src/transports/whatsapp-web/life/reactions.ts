// What to do when a connection ends, by the code it ended with. A table, because every row was seen or read
// in Baileys, and a wrong one costs a session or a number.

import type { SessionState } from "../../transport.ts";

export type Reaction =
  | { kind: "reconnect"; pace: "at_once" | "backoff" | "slow"; reason: string; attempts: number | null }
  | { kind: "stop"; state: SessionState; reason: string; forget: boolean };

/** `pairing` from the first QR code until the device is linked. */
export type Phase = "pairing" | "linked";

/** Unknown codes are taken for a broken network: the worst that can come of it is a slow loop. */
export function reactionTo(code: number | null, phase: Phase): Reaction {
  const row = code === null ? undefined : reactions[code];
  if (!row) return reconnect("backoff", "connection_lost");
  return phase === "pairing" ? (row.pairing ?? row.linked) : row.linked;
}

/** Only 401 forgets: the phone has thrown this device out, and nothing will ever accept its keys again. */
const reactions: Readonly<Record<number, { linked: Reaction; pairing?: Reaction }>> = {
  // The certificate or the handshake is not WhatsApp's.
  400: { linked: reconnect("slow", "server_not_trusted") },
  401: { linked: stop("logged_out", "logged_out_on_phone", { forget: true }) },
  // whatsmeow's ConnectFailureReason names 402 a temporary ban and 406 a log-out without a reason.
  402: { linked: stop("banned", "temporarily_banned") },
  403: { linked: stop("banned", "banned_by_whatsapp") },
  405: { linked: reconnect("slow", "client_outdated") },
  406: { linked: stop("logged_out", "logged_out_by_whatsapp") },
  408: {
    linked: reconnect("backoff", "connection_lost"),
    // The QR codes are used up; another round is for a person to ask for.
    pairing: stop("stopped", "pairing_timed_out"),
  },
  411: { linked: stop("stopped", "multi_device_missing") },
  428: { linked: reconnect("backoff", "connection_lost") },
  // Coming back would throw the other one out, for ever.
  440: { linked: stop("replaced", "replaced_elsewhere") },
  // Baileys' badSession: passing mostly, and hopeless when it stays.
  500: { linked: { kind: "reconnect", pace: "backoff", reason: "session_failing", attempts: 5 } },
  503: { linked: reconnect("backoff", "whatsapp_unavailable") },
  // After pairing, and whenever WhatsApp likes.
  515: { linked: reconnect("at_once", "restart_required") },
};

function reconnect(pace: "at_once" | "backoff" | "slow", reason: string): Reaction {
  return { kind: "reconnect", pace, reason, attempts: null };
}

function stop(state: SessionState, reason: string, { forget = false } = {}): Reaction {
  return { kind: "stop", state, reason, forget };
}
