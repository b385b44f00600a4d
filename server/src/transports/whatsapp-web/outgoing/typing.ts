// Lets the person see somebody typing before a text arrives.

import type { WASocket } from "baileys";
import type { Clock } from "../time.ts";

export type Typing = { socket: WASocket; jid: string; ms: number; clock: Clock };

/**
 * The apps stop showing it by themselves after about 25 s, and ten minutes of it is a mistake of somebody's.
 */
const longestMs = 25_000;

/**
 * Ends early with the signal: nothing of the message has left by then. To be seen typing one has to be
 * online, and while this device is, the owner's phone stops ringing; so it is for no longer than it types.
 */
export async function showTyping({ socket, jid, ms, clock }: Typing, signal: AbortSignal): Promise<void> {
  const isNamed = socket.authState.creds.me?.name !== undefined;
  const say = async (type: "available" | "unavailable" | "composing" | "paused"): Promise<void> => {
    // Baileys announces nobody whose name it does not know.
    if (!isNamed && (type === "available" || type === "unavailable")) return;
    await socket.sendPresenceUpdate(type, jid).catch(() => {});
  };
  await say("available");
  await say("composing");
  await pause(clock, Math.min(ms, longestMs), signal);
  await say("paused");
  await say("unavailable");
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      callOff();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const callOff = clock.after(ms, done);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
