// Runs the bundled Postgres 18 inside a data directory: started, watched for its end, and stopped with
// Waypost.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, lstat, mkdir, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { type Account, chooseAccount, giveTo, spawnAs, succeeds } from "./account.ts";
import { clusterDirectory, embeddedPostgresUrl, socketDirectory } from "./address.ts";
import { type Binaries, binary, copyBinaries, findBinaries, linkLibraries } from "./binaries.ts";
import { ensureCluster } from "./cluster.ts";
import { endOrphan } from "./orphan.ts";
import { endWhenShut, type Patience } from "./shut.ts";
import { Refusal } from "../refusal.ts";

export type EmbeddedPostgres = {
  url: string;
  pid: number;
  /** Resolves when the server has ended, asked to or not. */
  ended: Promise<void>;
  stop: () => Promise<void>;
};

/**
 * The caller must be the only one to use `dataDir`; a server found running in it is taken for an orphan and
 * ended. One that runs and lets nobody in is ended as well, after `report` has said so.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  settings?: Record<string, string>;
  report?: ((sentence: string) => void) | undefined;
  patience?: Patience | undefined;
}): Promise<EmbeddedPostgres> {
  const { dataDir, settings = {} } = options;
  const cluster = clusterDirectory(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const account = await chooseAccount();
  await letThrough(dataDir, account);
  const binaries = await reachableBinaries(dataDir, account);
  await ensureCluster(dataDir, binaries, account);
  await giveTo(account, cluster);
  await endOrphan(cluster);
  await ensureSocketDirectory(dataDir, account);
  const all = {
    ...SETTINGS,
    ...settings,
    unix_socket_directories: quoted(socketDirectory(dataDir)),
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const url = embeddedPostgresUrl(dataDir);
  if (!url)
    throw new Refusal(`${dataDir}/postgres-password is missing: restore it from a backup of ${dataDir}.`);
  const command = [binary(binaries, "postgres"), "-D", cluster, ...flags];
  const started = (child: ChildProcess): void => void endWhenShut(child, { url, ...options });
  return { url, ...(await launch(account, command, started)) };
}

/**
 * Given on the command line, so they are upgraded with the code. Durability is stated, not assumed: an
 * acknowledged message must survive a power cut. The rest keeps an idle server small; jit costs more than
 * it saves on short queries.
 */
const SETTINGS: Record<string, string> = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "64MB",
  max_connections: "100",
  max_wal_size: "2GB",
  // A new segment is not filled with zeroes first: everybody's commit waits for those 16 MB (measured beside a queue of
  // a million: 113 ms each time on a busy disk, 4 ms without). The file has its size either way, and a full disk ends
  // the server either way.
  wal_init_zero: "off",
  jit: "off",
  timezone: "UTC",
  // `log` ranks above `error`: refused statements are the application's to report, the server's own state
  // is ours.
  log_min_messages: "log",
  log_checkpoints: "off",
};

/**
 * Lets an account that is not ours pass through the data directory, not look into it; what is above is not
 * ours to open.
 */
async function letThrough(dataDir: string, account: Account): Promise<void> {
  if (account.uid === undefined) return;
  await chmod(dataDir, (await stat(dataDir)).mode | 0o001);
  if (await succeeds(account, ["test", "-x", dataDir])) return;
  throw new Refusal(
    `Postgres refuses to run as root, and the account "nobody" cannot reach ${dataDir}: ` +
      "set WAYPOST_DATA_DIR to a directory such as /var/lib/waypost, or start as a normal user.",
  );
}

async function reachableBinaries(dataDir: string, account: Account): Promise<Binaries> {
  const bundled = findBinaries();
  const linked = await linkLibraries(bundled).then(
    () => true,
    () => false,
  );
  if (linked && (await succeeds(account, [binary(bundled, "postgres"), "--version"]))) return bundled;
  const copied = await copyBinaries(bundled, dataDir);
  await linkLibraries(copied);
  if (await succeeds(account, [binary(copied, "postgres"), "--version"])) return copied;
  throw new Refusal(
    "The bundled Postgres does not run on this system (it needs glibc): set DATABASE_URL to one of your own.",
  );
}

async function ensureSocketDirectory(dataDir: string, account: Account): Promise<void> {
  const directory = socketDirectory(dataDir);
  if (directory === clusterDirectory(dataDir)) return;
  await mkdir(directory, { mode: 0o700 }).catch(() => {});
  const { uid } = await lstat(directory);
  if (![process.getuid?.(), account.owner].includes(uid)) {
    throw new Refusal(`${directory} belongs to someone else: set WAYPOST_DATA_DIR to a shorter path.`);
  }
  if (account.owner !== undefined) await chown(directory, account.owner, account.owner);
}

async function launch(
  account: Account,
  command: string[],
  started: (child: ChildProcess) => void,
): Promise<Omit<EmbeddedPostgres, "url">> {
  // After a kill -9 of the postmaster its children need a moment to notice, and the server refuses until
  // they are gone.
  for (const deadline = Date.now() + 15_000; ; await delay(100)) {
    const child = spawnAs(account, command, ["ignore", "ignore", "pipe"]);
    const ended = new Promise<void>((done) => child.once("close", () => done()).once("error", () => done()));
    started(child);
    const complaint = await readiness(child);
    if (complaint === undefined && child.pid)
      return { pid: child.pid, ended, stop: () => stop(child, ended) };
    if (Date.now() > deadline || !/still in use|already exists/.test(complaint ?? "")) {
      throw new Refusal(`Postgres did not start: ${complaint}`);
    }
  }
}

/** Nothing once the server takes connections, else the reason it gave for ending. */
async function readiness(child: ChildProcess): Promise<string | undefined> {
  if (!child.stderr) throw new Error("Postgres must be started with its stderr piped");
  const lines = createInterface({ input: child.stderr });
  const said: string[] = [];
  const ready = new Promise<undefined>((resolve) => {
    // The pipe is read to the end of the server's life: an unread one would block it.
    lines.on("line", (line) => {
      if (line.includes("ready to accept connections")) resolve(undefined);
      if (/FATAL|PANIC|HINT/.test(line)) said.push(line.replace(/^.*?(FATAL|PANIC|HINT):\s*/, ""));
    });
  });
  const ended = once(child, "close").then(
    () => said.join(" ") || "it ended without a word.",
    (error: Error) => error.message,
  );
  return Promise.race([ready, ended]);
}

/** SIGINT is Postgres' fast shutdown: sessions are ended, everything is flushed. */
async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const gone = child.exitCode !== null || child.signalCode !== null;
  if (!gone) child.kill("SIGINT");
  const impatience = setTimeout(() => child.kill("SIGQUIT"), 20_000);
  await ended;
  clearTimeout(impatience);
}

function quoted(directory: string): string {
  return `"${directory.replaceAll('"', '""')}"`;
}
