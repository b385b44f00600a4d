// What a process says of the master keys it can open with: in the name of its connection, where it ends with it.

import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { Refusal } from "../kernel/refusal.ts";

/** Of keys that were given to the process, by their ids; of keys in files, by where it reads them whenever it must. */
export type KeySource = { ids: readonly string[] } | { directory: string };

/** Postgres cuts names at 63 bytes, so ids are told by their first eight digits. */
export function announcement(source: KeySource): string {
  const holds = "ids" in source ? source.ids.map(short).join(",") : `file ${placeOf(source.directory)}`;
  return `waypost holds ${holds}`.slice(0, 63);
}

/**
 * What is wrapped by a key that a process does not have is closed to it: a rotation begins when all that run have it.
 * `names` are those of `readAnnouncements`.
 */
export function refuseUnready(names: readonly string[], key: { id: string; directory: string | null }): void {
  if (names.every((name) => isReady(name, key))) return;
  throw new Refusal(
    key.directory === null
      ? `A process that runs does not have the master key ${key.id} yet: give it to all of them, restart them one ` +
          "after the other, and begin again."
      : `A process that runs does not read its master key from ${key.directory} on this machine: docs/secrets.md ` +
          "tells how to rotate a key that several machines are given.",
  );
}

function isReady(name: string, { id, directory }: { id: string; directory: string | null }): boolean {
  if (directory !== null) return name === announcement({ directory });
  return name.slice("waypost holds ".length).split(",").includes(short(id));
}

function short(id: string): string {
  return id.slice(0, 8);
}

function placeOf(directory: string): string {
  return createHash("sha256").update(`${hostname()} ${directory}`).digest("hex").slice(0, 8);
}
