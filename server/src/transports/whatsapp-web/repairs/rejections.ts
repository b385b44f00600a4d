// Keeps a promise that Baileys forgot to catch from ending the process, and nobody else's.

const baileysFile = /[\\/]node_modules[\\/](baileys|libsignal)[\\/]/;
let contained = false;

/**
 * Its handlers of socket events are async functions nobody awaits: a connection that drops at the wrong moment
 * rejects in the void. The connection's own end tells us all we need.
 */
export function containRejections(): void {
  if (contained) return;
  contained = true;
  process.on("unhandledRejection", (reason) => {
    if (!isOfBaileys(reason)) throw reason;
  });
}

export function isOfBaileys(reason: unknown): boolean {
  return reason instanceof Error && baileysFile.test(reason.stack ?? "");
}
