// Ends a Postgres that runs and will let nobody in again, so that it can be started anew.
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { commandLine } from "./orphan.ts";

/** What a look at a running server saw. `titles`: the command lines of its postmaster's children. */
export type Look = { letsIn: boolean; titles: readonly string[] };

export type Patience = {
  /** Between two looks; how long one waits for an answer; and how long the server has to end by itself. */
  lookMs: number;
  /** So many in a row must find it shut. */
  looks: number;
};

/** A minute: a disk that stands still delays answers by seconds, and one that is slow is not to be ended. */
const PATIENCE: Patience = { lookMs: 5_000, looks: 12 };

/** To be called at its start: it may get stuck before it was ever ready. */
export async function endWhenShut(
  child: ChildProcess,
  options: {
    url: string;
    report?: ((sentence: string) => void) | undefined;
    patience?: Patience | undefined;
  },
): Promise<void> {
  const ended = new AbortController();
  child.once("close", () => ended.abort()).once("error", () => ended.abort());
  const server = { url: options.url, pid: child.pid ?? 0 };
  const { patience = PATIENCE } = options;
  if (!(await becomesShut(server, ended.signal, patience))) return;
  options.report?.("Postgres runs and lets nobody in; ending it.");
  child.kill("SIGQUIT");
  await delay(patience.lookMs, undefined, { signal: ended.signal }).catch(() => undefined);
  if (!ended.signal.aborted) child.kill("SIGKILL");
}

/**
 * Resolves to true once the server has been shut for as long as `patience` says, to false when `signal` fires first.
 *
 * Seen with Postgres 18 after a crash on a full disk: the postmaster stays, with its checkpointer and I/O workers,
 * refuses everybody with 57P03 ("not yet accepting connections"), and never starts the process that would recover it.
 */
export async function becomesShut(
  server: { url: string; pid: number },
  signal: AbortSignal,
  patience: Patience,
): Promise<boolean> {
  let shutLooks = 0;
  while (shutLooks < patience.looks) {
    await delay(patience.lookMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return false;
    const letsIn = await letsSomebodyIn(server.url, patience.lookMs);
    shutLooks = isShut({ letsIn, titles: letsIn ? [] : childTitles(server.pid) }) ? shutLooks + 1 : 0;
  }
  return !signal.aborted;
}

/** A recovery may take as long as it needs: it has a process of its own, called "startup". */
export function isShut({ letsIn, titles }: Look): boolean {
  return !letsIn && !titles.some((title) => /\bpostgres: (\S+: )?startup\b/.test(title));
}

/**
 * Shut is who answers that it cannot take anybody now, or does not answer at all. Every other refusal (too many
 * connections, a wrong password, nobody at this address) says nothing of the kind: a server that works may give it.
 */
async function letsSomebodyIn(url: string, withinMs: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: withinMs });
  // A connection that breaks later than its refusal would otherwise end this process.
  client.on("error", () => undefined);
  const askedAt = performance.now();
  try {
    await client.connect();
    return true;
  } catch (error) {
    const isSilent = performance.now() - askedAt >= withinMs;
    return !isSilent && (error as { code?: string }).code !== CANNOT_CONNECT_NOW;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: cannot_connect_now, of a server that starts or stops. */
const CANNOT_CONNECT_NOW = "57P03";

/** Only Linux tells a process' children; elsewhere the server is taken to recover, and nothing is ended on a guess. */
function childTitles(pid: number): string[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return children.split(" ").map((child) => commandLine(Number(child)));
  } catch {
    return ["postgres: startup"];
  }
}
