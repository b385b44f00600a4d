// Follows the quarantine for a process that must not send in it: whether there is one, and when that changes.

import type { Database } from "./kernel/db.ts";
import { startListener } from "./kernel/listener.ts";
import { checkHome, type Quarantine } from "./operations/index.ts";

export type QuarantineWatch = {
  now(): Quarantine | null;
  /** Resolves when it begins or ends. */
  change(): Promise<void>;
  close(): Promise<void>;
};

/** Looks at every reconnect too: behind a link that was away there may be another database. */
export async function watchQuarantine(options: {
  databaseUrl: string;
  engine: Database;
  onError(error: Error): void;
}): Promise<QuarantineWatch> {
  let now = await checkHome(options.engine);
  let change = Promise.withResolvers<void>();
  const look = async (): Promise<void> => {
    const before = now;
    now = await checkHome(options.engine);
    if ((before === null) === (now === null)) return;
    change.resolve();
    change = Promise.withResolvers<void>();
  };
  const lookAgain = (): void => void look().catch(options.onError);
  const listener = await startListener({
    url: options.databaseUrl,
    role: "waypost_engine",
    channels: ["quarantine"],
    onNotice: lookAgain,
    onConnect: lookAgain,
    onError: options.onError,
  });
  return { now: () => now, change: () => change.promise, close: () => listener.close() };
}
