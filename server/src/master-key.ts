// The key that encrypts tenants' keys, when it is kept as a file in the data directory, and those it was before or is
// about to be.
import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { key, type Kind, keys } from "./config/kinds.ts";
import type { MasterKeys } from "./kernel/master-ring.ts";
import { Refusal } from "./kernel/refusal.ts";

export function masterKeyFile(dataDir: string): string {
  return join(dataDir, "master.key");
}

/** Made by a rotation before anything is wrapped by it. */
export function nextKeyFile(dataDir: string): string {
  return join(dataDir, "master.key.next");
}

/** A key on each line, the latest first: what older backups are encrypted with. */
export function retiredKeysFile(dataDir: string): string {
  return join(dataDir, "master.key.retired");
}

export function readMasterKey(dataDir: string): Buffer | undefined {
  return readKeyFile(masterKeyFile(dataDir), key);
}

export function readNextKey(dataDir: string): Buffer | undefined {
  return readKeyFile(nextKeyFile(dataDir), key);
}

export function readRetiredKeys(dataDir: string): Buffer[] {
  return readKeyFile(retiredKeysFile(dataDir), keys) ?? [];
}

/** All the data directory has, as a process that runs asks for them again during a rotation. */
export function readMasterKeys(dataDir: string): MasterKeys | undefined {
  const current = readMasterKey(dataDir);
  if (current === undefined) return undefined;
  const next = readNextKey(dataDir);
  return { current, others: [...(next === undefined ? [] : [next]), ...readRetiredKeys(dataDir)] };
}

/** On disk before anything can be encrypted with it. */
export async function createMasterKey(dataDir: string): Promise<Buffer> {
  const bytes = randomBytes(32);
  await writeKeyFile(masterKeyFile(dataDir), [bytes]);
  return bytes;
}

/** Written whole, synced, then given its name: a crash leaves the file as it was, or as it shall be. */
export async function writeKeyFile(path: string, keysToWrite: readonly Buffer[]): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, "w", 0o600);
  try {
    await file.writeFile(keysToWrite.map((one) => `${one.toString("base64")}\n`).join(""));
    await file.sync();
  } finally {
    await file.close();
  }
  await nameDurably(unfinished, path);
}

/** Also the name is on disk when it resolves: the database must never know more than the directory. */
export async function nameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  const directory = await open(dirname(to));
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** What is wrong with who may read it, in words; null when nobody else may. Windows has no such bits. */
export function exposedKeyFile(dataDir: string): string | null {
  if (process.platform === "win32") return null;
  for (const path of [masterKeyFile(dataDir), nextKeyFile(dataDir), retiredKeysFile(dataDir)]) {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined && (mode & 0o077) !== 0) {
      return `Other accounts of this machine may read ${path}, which opens every secret: \`chmod 600\` it.`;
    }
  }
  return null;
}

function readKeyFile<T>(file: string, kind: Kind<T>): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Refusal(`The master key in ${file} cannot be read: ${(error as Error).message}.`);
  }
  const value = kind.parse(text.trim());
  if (value === undefined)
    throw new Refusal(`${file} does not hold ${kind.expected}: restore it from your backup.`);
  return value;
}
