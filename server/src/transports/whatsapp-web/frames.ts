// Holds back what goes out to WhatsApp until the keys it was made with are durable.

import { sending } from "./keys/signal-repository.ts";
import type { Sending } from "./keys/signal-repository.ts";
import type { Vault } from "./keys/vault.ts";

/** It is not known to have left, and Baileys is told so. */
export class FrameNotSent extends Error {
  constructor(cause: unknown) {
    super("A frame did not leave.", { cause });
    this.name = "FrameNotSent";
  }
}

type Done = (error?: Error) => void;
export type RawSocket = { send(frame: Uint8Array, done: Done): void };
type Keys = Pick<Vault, "decide" | "durable" | "isHeld">;

/**
 * Every frame waits, not only those with a message: a frame's place in the stream is part of its encryption, so
 * none may overtake another, and none may follow one that was held back for good.
 *
 * Baileys encrypts a message for all its devices before it hands the stanza over, and changes no key after
 * that: so here the next message's turn begins.
 */
export function holdFrames(raw: RawSocket, vault: Keys): void {
  const send = raw.send.bind(raw);
  let last: Promise<void> | null = null;
  raw.send = (frame, done) => {
    const message = messageLeaving();
    const kept = keep(vault, message);
    const leave = (told: Done): void => {
      if (message) message.mayHaveLeft = true;
      send(frame, told);
    };
    if (last === null && kept === null && vault.isHeld()) return leave(done);
    const left = Promise.all([last, kept]).then(() => {
      if (message?.calledOff) throw new Error("It was called off.");
      // A process that slept wakes up here, and another one has had the session since.
      if (!vault.isHeld()) throw new Error("Another process holds the session.");
      leave((error) => done(error && new FrameNotSent(error)));
    });
    last = left;
    left.then(
      () => void (last = last === left ? null : last),
      (error: unknown) => done(new FrameNotSent(error)),
    );
  };
}

/** The send whose message this frame is: the first that leaves on its behalf once it is encrypted. */
function messageLeaving(): Sending | null {
  const progress = sending.getStore();
  if (!progress?.encrypted) return null;
  progress.encrypted = false;
  return progress;
}

/** Null when there is nothing to wait for. */
function keep(vault: Keys, message: Sending | null): Promise<void> | null {
  try {
    if (message) vault.decide();
    return message?.calledOff ? Promise.resolve() : vault.durable();
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
