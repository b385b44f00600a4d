// Rotation of the master key that is kept as a file: a step at a time, each of which may be the last before a crash.
import { randomBytes } from "node:crypto";
import type { Tx } from "./kernel/db.ts";
import type { MasterRing } from "./kernel/master-ring.ts";
import { Refusal } from "./kernel/refusal.ts";
import {
  masterKeyFile,
  nameDurably,
  nextKeyFile,
  readMasterKey,
  readNextKey,
  readRetiredKeys,
  retiredKeysFile,
  writeKeyFile,
} from "./master-key.ts";
import { needsRewrap, readAnnouncements, refuseUnready, rewrapAll } from "./secrets/index.ts";

export type FileRotation = { dataDir: string; engine: Tx; masters: MasterRing };

/**
 * Processes read the files again when they meet a key they do not know, and before they wrap anything. So the new key
 * is there for everybody before anything is wrapped by it, and the old one stays: nobody has to be restarted.
 */
export async function rotateMasterFile(at: FileRotation): Promise<{ begun: boolean; tenants: number }> {
  const names = await readAnnouncements(at.engine, []);
  refuseUnready(
    names.map(({ name }) => name),
    { id: "", directory: at.dataDir },
  );
  // What a rotation that was killed has left open is finished, instead of beginning another over it.
  const begins = readNextKey(at.dataDir) !== undefined || !(await needsRewrap(at.engine, at.masters));
  for (const { run } of begins ? fileSteps : []) await run(at.dataDir);
  return { begun: begins, tenants: await rewrapAll(at.engine, at.masters) };
}

/** In this order; each may be taken again. */
export const fileSteps: readonly { name: string; run(dataDir: string): Promise<void> }[] = [
  {
    name: "the new key lies beside",
    run: async (dataDir) => {
      if (readNextKey(dataDir) === undefined) await writeKeyFile(nextKeyFile(dataDir), [randomBytes(32)]);
    },
  },
  {
    name: "the old key is kept among the retired",
    run: async (dataDir) => {
      const current = readMasterKey(dataDir);
      if (current === undefined) throw new Refusal(`There is no ${masterKeyFile(dataDir)} to rotate.`);
      const others = readRetiredKeys(dataDir).filter((one) => !one.equals(current));
      await writeKeyFile(retiredKeysFile(dataDir), [current, ...others]);
    },
  },
  {
    name: "the new key is the current one",
    // The name of the one goes and that of the other comes at the same moment.
    run: async (dataDir) => nameDurably(nextKeyFile(dataDir), masterKeyFile(dataDir)),
  },
];
