// When a process should end: on SIGTERM or SIGINT, and when the parent that started it is gone; and when it must.

export function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
    process.once("disconnect", () => resolve());
  });
}

/** Whatever does not end is cut off: who asked for the stop, a supervisor or an orchestrator, kills at 25 s or 30 s. */
export function endWithin(ms: number, lastWords: () => void): void {
  setTimeout(() => {
    lastWords();
    process.exit(1);
  }, ms).unref();
}
