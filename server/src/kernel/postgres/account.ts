// Decides which account runs Postgres, which refuses to run as root, and how a command is started under it.
import { type ChildProcess, execFile, spawn, type StdioOptions } from "node:child_process";
import { chown, lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Refusal } from "../refusal.ts";

/** `owner` is the uid that files on disk must have, when root has to see to it. */
export type Account = { wrapper: string[]; uid?: number; gid?: number; owner?: number };

/** The overflow account: present on every Linux, owner of nothing. */
const NOBODY = 65534;
const NAMESPACE = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

/**
 * Root first tries a user namespace: there Postgres believes it is nobody, yet reaches everything root
 * reaches, even under /root. Docker's default seccomp profile forbids that, so the second choice is really
 * to become nobody.
 */
export async function chooseAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return { wrapper: await withParentDeath({ wrapper: [] }) };
  const namespaced: Account = { wrapper: NAMESPACE, owner: 0 };
  if (await succeeds(namespaced, ["true"])) {
    return { ...namespaced, wrapper: await withParentDeath(namespaced) };
  }
  const nobody: Account = { wrapper: [], uid: NOBODY, gid: NOBODY, owner: NOBODY };
  if (await succeeds(nobody, ["true"])) return { ...nobody, wrapper: await withParentDeath(nobody) };
  throw new Refusal(
    "Postgres refuses to run as root, and no other account can be used here: " +
      "start Waypost as a normal user, or set DATABASE_URL to a Postgres of your own.",
  );
}

export function spawnAs(account: Account, command: string[], stdio: StdioOptions): ChildProcess {
  const [file = "", ...args] = [...account.wrapper, ...command];
  return spawn(file, args, {
    stdio,
    cwd: "/",
    // A group of its own: Ctrl-C in the terminal must reach the supervisor, not the database.
    detached: true,
    ...(account.uid === undefined ? {} : { uid: account.uid }),
    ...(account.gid === undefined ? {} : { gid: account.gid }),
  });
}

export async function succeeds(account: Account, command: string[]): Promise<boolean> {
  const [file = "", ...args] = [...account.wrapper, ...command];
  const { uid, gid } = account;
  return run(file, args, uid === undefined || gid === undefined ? {} : { uid, gid }).then(
    () => true,
    () => false,
  );
}

/** Gives a tree to the account; a look at its top is enough to know that it has it already. */
export async function giveTo(account: Account, path: string): Promise<void> {
  if (account.owner === undefined || (await lstat(path)).uid === account.owner) return;
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink())
      await chown(join(entry.parentPath, entry.name), account.owner, account.owner);
  }
  // Last, so that an interrupted hand-over is seen and done again.
  await chown(path, account.owner, account.owner);
}

/**
 * `kill -9` of Node must leave no Postgres behind. The kernel's parent-death signal does that (SIGINT is
 * Postgres' fast shutdown); it is cleared by a change of credentials, so setpriv comes after unshare. Where
 * there is no setpriv (macOS, Alpine) the next start ends the orphan (`orphan.ts`).
 */
async function withParentDeath(account: Account): Promise<string[]> {
  const wrapper = [...account.wrapper, "setpriv", "--pdeathsig", "INT"];
  return (await succeeds({ ...account, wrapper }, ["true"])) ? wrapper : account.wrapper;
}

const run = promisify(execFile);
