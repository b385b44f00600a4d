// Ends a process when the one that started it is gone.

/**
 * At once and without draining: when the supervisor was killed the database goes with it, and the next
 * start needs the port. The channel itself must not keep a command alive that has finished.
 */
export function endWithParent(): void {
  process.once("disconnect", () => process.exit(1));
  process.channel?.unref();
}
