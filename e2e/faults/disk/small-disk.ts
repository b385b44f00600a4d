// A disk of a given size in memory, that can be filled up and emptied again.

import { execFileSync } from "node:child_process";
import { mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type SmallDisk = {
  directory: string;
  /** Leaves `bytes` free. */
  fill(bytes: number): Promise<void>;
  empty(): Promise<void>;
  remove(): Promise<void>;
};

/** Whether this account may mount one. */
export function canMount(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && tryMount();
}

function tryMount(): boolean {
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export async function createSmallDisk(megabytes: number): Promise<SmallDisk> {
  const directory = await mkdtemp(join(tmpdir(), "waypost-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "none", directory]);
  const ballast = join(directory, "ballast");
  return {
    directory,
    fill: async (bytes) => {
      const { bsize, bavail } = await statfs(directory);
      const ballastBytes = Math.max(0, bsize * bavail - bytes);
      // Somebody else may take the last page first: then it is full all the same.
      await writeFile(ballast, Buffer.alloc(ballastBytes)).catch(() => undefined);
    },
    empty: () => rm(ballast, { force: true }),
    remove: async () => {
      execFileSync("umount", [directory]);
      await rm(directory, { recursive: true });
    },
  };
}
