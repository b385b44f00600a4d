// The built dashboard as the server holds it: each file with its compressed forms, read once, so that no request's
// path ever reaches the disk.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";

export type DashboardFile = {
  type: string;
  etag: string;
  /** Its name has a hash of its content: it never changes. */
  immutable: boolean;
  /** By content coding; those that are larger than the file itself are not made. */
  bytes: { identity: Buffer; gzip?: Buffer; br?: Buffer };
};

/** By the path they are asked for, such as `/index.html`. */
export type DashboardFiles = ReadonlyMap<string, DashboardFile>;

/** Null when there is no whole build. */
export async function readDashboard(directory: string): Promise<DashboardFiles | null> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(directory, "/").length))
    .filter((name) => types[extname(name)] !== undefined);
  const files = await Promise.all(names.map((name) => readOne(directory, name)));
  const found = new Map(names.map((name, index) => [`/${name.split(sep).join("/")}`, files[index]]));
  if (!found.has("/index.html")) return null;
  return new Map([...found].flatMap(([path, file]) => (file === undefined ? [] : [[path, file]])));
}

async function readOne(directory: string, name: string): Promise<DashboardFile> {
  const path = join(directory, name);
  const [identity, gzip, br] = await Promise.all([
    readFile(path),
    readFile(`${path}.gz`).catch(() => null),
    readFile(`${path}.br`).catch(() => null),
  ]);
  const digest = createHash("sha256").update(identity).digest("base64url").slice(0, 22);
  return {
    type: types[extname(name)] ?? "application/octet-stream",
    etag: `"${digest}"`,
    immutable: name.startsWith(`assets${sep}`),
    bytes: { identity, ...(gzip === null ? {} : { gzip }), ...(br === null ? {} : { br }) },
  };
}

/** What a build consists of; anything else in the folder is not ours to show. */
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};
