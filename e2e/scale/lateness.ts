// How late this machine is at what costs nothing: a timer, then an empty statement. Whoever works on it is as late.

import pg from "pg";

export type Lateness = {
  /** The most milliseconds that any look since that moment came too late. */
  worstSince(at: number): number;
};

const everyMs = 20;

export async function watchLateness(end: AsyncDisposableStack, databaseUrl: string): Promise<Lateness> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const looks: { at: number; lateMs: number }[] = [];
  let due = Date.now() + everyMs;
  const timer = setInterval(() => {
    const at = due;
    due = Date.now() + everyMs;
    // One that the end cuts off is no look.
    client.query("select").then(
      () => looks.push({ at, lateMs: Date.now() - at }),
      () => undefined,
    );
  }, everyMs);
  end.defer(async () => {
    clearInterval(timer);
    await client.end();
  });
  return {
    worstSince: (at) =>
      looks.reduce((worst, look) => (look.at < at ? worst : Math.max(worst, look.lateMs)), 0),
  };
}
