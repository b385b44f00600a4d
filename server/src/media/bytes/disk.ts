// Files on a disk: flushed, then renamed into place, so that a crash leaves a whole file or none.

import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type MediaStore, pathOf } from "./port.ts";

export function openDisk(directory: string): MediaStore {
  return {
    stagingDir: join(directory, "staging"),
    put: async (name, file) => {
      const path = join(directory, pathOf(name));
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(file.path, path);
      // The file was flushed when it was staged; its name is an entry of the directory's.
      await flushDirectories(dirname(path), directory);
    },
    open: async (name, range) => {
      const handle = await open(join(directory, pathOf(name))).catch(nullIfAbsent);
      return handle && createReadStream("", { fd: handle, ...range });
    },
    delete: (name) => rm(join(directory, pathOf(name)), { force: true }),
    close: async () => undefined,
  };
}

/** From the innermost up: a directory that was just made is an entry as well. */
async function flushDirectories(from: string, to: string): Promise<void> {
  for (let at = from; ; at = dirname(at)) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, from the inside out
    const handle = await open(at);
    try {
      // oxlint-disable-next-line no-await-in-loop -- as above
      await handle.sync();
    } finally {
      // oxlint-disable-next-line no-await-in-loop -- as above
      await handle.close();
    }
    if (at === to) return;
  }
}

function nullIfAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
