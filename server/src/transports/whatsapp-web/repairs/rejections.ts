// Keeps a promise that Baileys forgot to catch from ending the process, and nobody else's.

import { FrameNotSent } from "../frames.ts";

const baileysFile = /[\\/]node_modules[\\/](baileys|libsignal)[\\/]/;
const networkFrame = /\bnode:(net|tls|internal|_tls|dns|events|_http)|[\\/]node_modules[\\/]ws[\\/]/;
let contained = false;

/**
 * Its handlers of socket events are async functions nobody awaits: a connection that drops at the wrong
 * moment rejects in the void. The connection's own end tells us all we need.
 */
export function containRejections(): void {
  if (contained) return;
  contained = true;
  process.on("unhandledRejection", (reason) => {
    if (!isOfBaileys(reason)) throw reason;
  });
}

/**
 * A write to a socket that breaks fails in Node's own callback: such an error has no frame of anybody's, and
 * is no reason to end the process either.
 */
export function isOfBaileys(reason: unknown): boolean {
  if (reason instanceof FrameNotSent) return true;
  if (!(reason instanceof Error)) return false;
  const frames = (reason.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames.some((frame) => baileysFile.test(frame)) || frames.every((frame) => networkFrame.test(frame));
}
