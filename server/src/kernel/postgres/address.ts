// Where the embedded Postgres of a data directory listens, so that every process on the machine can find it.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const USER = "waypost";
export const DATABASE = "waypost";

export function clusterDirectory(dataDir: string): string {
  return join(resolve(dataDir), "postgres");
}

export function passwordFile(dataDir: string): string {
  return join(resolve(dataDir), "postgres-password");
}

/** The address of the embedded Postgres, running or not; nothing when this data directory has none. */
export function embeddedPostgresUrl(dataDir: string): string | undefined {
  if (!existsSync(join(clusterDirectory(dataDir), "PG_VERSION"))) return undefined;
  if (!existsSync(passwordFile(dataDir))) return undefined;
  const password = readFileSync(passwordFile(dataDir), "utf8").trim();
  const host = encodeURIComponent(socketDirectory(dataDir));
  return `postgresql://${USER}:${password}@localhost/${DATABASE}?host=${host}`;
}

/**
 * A unix socket has no port to collide on and keeps strangers out by file permissions. It lives in the
 * cluster's own directory, unless its path is longer than the kernel takes (macOS 103 bytes, Linux 107).
 */
export function socketDirectory(dataDir: string): string {
  const directory = clusterDirectory(dataDir);
  if (Buffer.byteLength(join(directory, ".s.PGSQL.5432.lock")) <= 103) return directory;
  return `/tmp/waypost-${createHash("sha256").update(directory).digest("hex").slice(0, 16)}`;
}
