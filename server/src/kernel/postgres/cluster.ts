// Makes a new Postgres cluster on disk, completely or not at all, and refuses one made by another version.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { type Account, spawnAs } from "./account.ts";
import { clusterDirectory, DATABASE, passwordFile, USER } from "./address.ts";
import { type Binaries, binary } from "./binaries.ts";
import { Refusal } from "../refusal.ts";

export async function ensureCluster(dataDir: string, binaries: Binaries, account: Account): Promise<void> {
  const cluster = clusterDirectory(dataDir);
  if (existsSync(cluster)) return refuseOtherVersion(cluster, binaries.major);
  // Work beside the final name and rename at the end: a kill in the middle leaves nothing half made.
  const unfinished = `${cluster}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const password = passwordFile(dataDir);
  await writeFile(password, randomBytes(24).toString("hex"), { mode: 0o600 });
  if (account.owner !== undefined) {
    await chown(unfinished, account.owner, account.owner);
    await chown(password, account.owner, account.owner);
  }
  await runToEnd(account, [
    binary(binaries, "initdb"),
    `--pgdata=${unfinished}`,
    `--username=${USER}`,
    `--pwfile=${password}`,
    "--auth=scram-sha-256",
    // Byte order in indexes: the same on every machine, whatever its locale libraries.
    "--no-locale",
    "--encoding=UTF8",
    "--no-instructions",
  ]);
  const single = [binary(binaries, "postgres"), "--single", "-D", unfinished, "postgres"];
  await runToEnd(account, single, `create database ${DATABASE}\n`);
  await rename(unfinished, cluster);
}

async function refuseOtherVersion(cluster: string, major: number): Promise<void> {
  const found = await readFile(`${cluster}/PG_VERSION`, "utf8").then(Number, () => undefined);
  if (found === major) return;
  if (found === undefined) {
    throw new Refusal(`${cluster} is not a Postgres data directory: move it away, or set WAYPOST_DATA_DIR.`);
  }
  throw new Refusal(
    found > major
      ? `${cluster} was made by Postgres ${found}, newer than the bundled ${major}: start the newer Waypost.`
      : `${cluster} was made by Postgres ${found}; the bundled one is ${major}: ` +
          "restore a backup into a new directory.",
  );
}

async function runToEnd(account: Account, command: string[], input = ""): Promise<void> {
  const child = spawnAs(account, command, ["pipe", "pipe", "pipe"]);
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  child.stdout?.resume();
  let complaint = "";
  child.stderr?.on("data", (chunk) => (complaint += chunk));
  const [code] = await once(child, "close");
  if (code === 0) return;
  throw new Refusal(`Postgres could not make its data directory: ${complaint.trim()}`);
}
