// Keeps private keys out of the log: libsignal prints whole sessions, ratchet keys included, to the console.

const methods = ["log", "info", "warn", "error", "debug"] as const;
const libsignalFile = /[\\/]node_modules[\\/]libsignal[\\/]/;
const quieted = Symbol.for("waypost.whatsapp-web.quiet-libsignal");

/**
 * It calls the global console, so the calls are told apart by who made them. Nothing it prints is worth
 * keeping: what matters arrives as an error.
 */
export function quietLibsignal(target: Console = console): void {
  if (Object.hasOwn(target, quieted)) return;
  Object.defineProperty(target, quieted, { value: true });
  for (const method of methods) {
    const original = target[method].bind(target);
    target[method] = (...args: unknown[]) => {
      if (!libsignalFile.test(callerOf(2))) original(...args);
    };
  }
}

/** The line of the stack so many calls up. */
function callerOf(depth: number): string {
  const line = new Error("Who calls?").stack?.split("\n")[depth + 1];
  return line ?? "";
}
