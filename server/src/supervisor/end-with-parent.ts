// Ends a process when the one that started it is gone, and not before that one wants it.
import cluster from "node:cluster";

/**
 * At once and without draining: when the supervisor was killed the database goes with it, and the next
 * start needs the port. The channel itself must not keep a command alive that has finished.
 */
export function endWithParent(): void {
  process.once("disconnect", () => process.exit(1));
  // A process that shares its port asks its parent for it over the channel; and being in the terminal's group, it
  // hears Ctrl-C as well: the first begins its stop, a second one is meant for the supervisor.
  if (cluster.isWorker) process.on("SIGINT", () => undefined);
  else process.channel?.unref();
}
