// A tar stream that is filled entry by entry, no faster than it is read.

import { Readable } from "node:stream";
import { pack as createTar } from "tar-stream";

export type Pack = {
  stream: Readable;
  /** Rejects when the stream ends before its time: nobody waits for a reader that is gone. */
  add(name: string, text: string): Promise<void>;
  finish(): void;
  destroy(error: Error): void;
};

export function createPack(): Pack {
  const tar = createTar();
  const broken = new Promise<never>((_, reject) => {
    tar.once("error", reject);
    tar.once("close", () => reject(new Error("The archive was closed before its end.")));
  });
  // Heard by whoever adds something; when nobody does, it is over all the same.
  broken.catch(() => undefined);
  return {
    stream: Readable.from(tar, { objectMode: false }),
    add: (name, text) => Promise.race([write(tar, name, Buffer.from(text)), broken]),
    finish: () => tar.finalize(),
    destroy: (error) => tar.destroy(error),
  };
}

function write(tar: ReturnType<typeof createTar>, name: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const entry = tar.entry({ name, size: bytes.length }, (error) => (error ? reject(error) : resolve()));
    entry.end(bytes);
  });
}
