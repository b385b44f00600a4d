// What a session's state means for a person, and what to do about it. Pure.

import type { SessionAdvice } from "@waypost/contract";
import type { SessionState } from "../transports/transport.ts";

/** By the reason where it has words of its own, else by the state. */
export function adviceOn(state: SessionState, reason: string | null): SessionAdvice {
  const [meaning, action] = (reason === null ? undefined : wordsOfReason(reason)) ?? states[state];
  return { meaning, action };
}

export function explainedReasons(): string[] {
  return Object.keys(reasons);
}

function wordsOfReason(reason: string): Words | undefined {
  return Object.hasOwn(reasons, reason) ? reasons[reason] : undefined;
}

/** What has happened, and what to do; null when there is nothing to do. */
type Words = readonly [meaning: string, action: string | null];

const byItself = "Nothing: it tries again by itself, and its messages wait.";

const states: Readonly<Record<SessionState, Words>> = {
  stopped: ["The session was stopped, or never started. Its messages wait.", "Start it."],
  starting: ["The session is connecting.", null],
  pairing: [
    "The session waits for its phone.",
    "Scan its QR code on the phone under Linked devices, or ask for a pairing code and type that.",
  ],
  connected: ["The session is connected and sends.", null],
  reconnecting: ["The connection was lost.", byItself],
  logged_out: ["The link to the phone has ended.", "Start the session and link the phone again."],
  replaced: [
    "Another program uses the same link.",
    "Find it and end it there; then start the session. Two of them throw each other out for ever.",
  ],
  banned: [
    "WhatsApp does not let this number connect.",
    "Open WhatsApp on the phone and follow what it says; meanwhile send from another sender.",
  ],
};

/** Every word the driver or this room gives as a reason; the test beside this file looks for missing ones. */
const reasons: Readonly<Record<string, Words>> = {
  banned_by_whatsapp: [
    "WhatsApp has banned the number.",
    "Ask for a review in the WhatsApp app on the phone; move its messages to another sender meanwhile.",
  ],
  client_outdated: [
    "WhatsApp takes this client for too old and refuses it.",
    "Update Waypost. It tries again by itself every few minutes, and its messages wait.",
  ],
  connect_timed_out: [
    "WhatsApp did not answer when the session connected.",
    "Nothing, if it passes: it tries again by itself. If it stays, look at the network and the proxy.",
  ],
  connection_lost: ["The connection to WhatsApp was lost.", byItself],
  gateway_key_refused: [
    "WAHA refuses the sender's api_key.",
    "Give the sender the key that WAHA was started with; then restart the session.",
  ],
  gateway_unreachable: [
    "WAHA could not be reached, or what answered was not WAHA.",
    "Check that it runs, and that WAYPOST_PRIVATE_NETWORKS has its network if it is private. It tries again by itself.",
  ],
  imported: [
    "The session was brought in from another installation and was not started here yet.",
    "Start it, once it is stopped where it came from.",
  ],
  logged_out_by_whatsapp: [
    "WhatsApp ended the link to the phone.",
    "Look at the phone for a notice from WhatsApp; then start the session and link the phone again.",
  ],
  logged_out_here: ["The session was logged out here.", "To use it again, start it and link the phone."],
  logged_out_on_phone: [
    "The link was removed on the phone, or the phone was away for more than two weeks.",
    "Start the session and link the phone again.",
  ],
  memory_failing: [
    "The session's keys could not be read from the database or written to it.",
    "Look at the database and the log of the transport process. It tries again by itself.",
  ],
  moved_elsewhere: [
    "The session was exported, to be used by another installation.",
    "Nothing, if it runs there. Start it here only if it was never started there: two of them throw each other out.",
  ],
  multi_device_missing: [
    "The phone's WhatsApp cannot have linked devices.",
    "Update WhatsApp on the phone; then start the session.",
  ],
  new_chats_locked: [
    "WhatsApp lets this number write only to people it has written with before.",
    "Stop campaigns to new people on this number; WhatsApp lifts it after some days.",
  ],
  not_acknowledged: [
    "WhatsApp took messages and confirmed none of them.",
    "Nothing at first: it connects anew by itself. If it stays, look whether WhatsApp has limited the number.",
  ],
  pairing_timed_out: [
    "Nobody scanned the QR codes in time.",
    "Start the session again and scan the code within its minute.",
  ],
  passkey_required: [
    "WhatsApp wants a passkey to finish linking this phone.",
    "Finish it in WAHA's own dashboard; the session goes on by itself.",
  ],
  proxy_invalid: [
    "The sender's proxy has an address that nothing can be connected through.",
    "Give the sender another proxy_url, or take it away with null; then restart the session.",
  ],
  proxy_refused: [
    "The sender's proxy answered and did not let the connection through.",
    "Check the proxy's name and password, and that it may reach WhatsApp. It tries again by itself.",
  ],
  proxy_unreachable: [
    "The sender's proxy could not be reached.",
    "Check the proxy's address, and that it runs. It tries again by itself.",
  ],
  reconnecting_often: [
    "The session had to connect a dozen times within an hour, and now waits some minutes each time.",
    "Look for what ends it: the network, the proxy, or another program with the same link.",
  ],
  replaced_elsewhere: states.replaced,
  restart_required: ["WhatsApp asked for a fresh connection, as it does after linking.", null],
  sender_config_invalid: [
    "The sender's configuration cannot be used: a part is missing, or its server may not be reached.",
    "Check the address, and WAYPOST_PRIVATE_NETWORKS if it is a private one; then start the session.",
  ],
  server_not_trusted: [
    "What answered in WhatsApp's place could not prove to be WhatsApp.",
    "Look for a proxy or firewall that opens encrypted connections. It tries again every few minutes.",
  ],
  session_failing: [
    "WhatsApp refuses the session's keys.",
    "Nothing at first: it passes mostly. When it stops for good, log the session out and link the phone again.",
  ],
  temporarily_banned: [
    "WhatsApp has banned the number for a while.",
    "Wait until the phone's WhatsApp says it is over, then start the session, and send less from it.",
  ],
  whatsapp_unavailable: ["WhatsApp is not available at the moment.", byItself],
};
