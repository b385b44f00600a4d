// The key that encrypts tenants' keys, when it is kept as a file in the data directory.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import { key } from "./config/kinds.ts";
import { Refusal } from "./kernel/refusal.ts";

export function masterKeyFile(dataDir: string): string {
  return join(dataDir, "master.key");
}

export function readMasterKey(dataDir: string): Buffer | undefined {
  const file = masterKeyFile(dataDir);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Refusal(`The master key in ${file} cannot be read: ${(error as Error).message}.`);
  }
  const bytes = key.parse(text.trim());
  if (!bytes) throw new Refusal(`${file} does not hold ${key.expected}: restore it from your backup.`);
  return bytes;
}

/** On disk before anything can be encrypted with it: written whole, synced, then given its name. */
export async function createMasterKey(dataDir: string): Promise<Buffer> {
  const bytes = randomBytes(32);
  const unfinished = `${masterKeyFile(dataDir)}.unfinished`;
  const file = await open(unfinished, "w", 0o600);
  try {
    await file.writeFile(`${bytes.toString("base64")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, masterKeyFile(dataDir));
  return bytes;
}
