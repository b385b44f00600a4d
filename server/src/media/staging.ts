// Puts a stream together as a file: counted, hashed and flushed as it comes, so that no file is ever in memory.

import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { StagedFile } from "./bytes/port.ts";
import type { ReadAt } from "./inspect/index.ts";

export type Staged = StagedFile & {
  /** In hex. */
  sha256: string;
  readAt: ReadAt;
  /** Takes the file away, where the store has not; to be called in the end whatever happens. */
  discard(): Promise<void>;
};

export class FileTooLargeError extends Error {}
/** The stream fell silent, or took too long in all. */
export class FileTooSlowError extends Error {}

export type StagingOptions = {
  directory: string;
  bytesMax: number;
  /** The longest silence within it. */
  silenceMs: number;
  /** The longest it may take in all. */
  totalMs: number;
};

export async function stage(source: Readable, options: StagingOptions): Promise<Staged> {
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const path = join(options.directory, randomUUID());
  const handle = await open(path, "wx+", 0o600);
  const discard = async (): Promise<void> => {
    await handle.close();
    await rm(path, { force: true });
  };
  try {
    const { sha256, sizeBytes } = await write(handle, source, options);
    await handle.sync();
    return { path, sizeBytes, sha256, readAt: (at, length) => readAt(handle, at, length), discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/**
 * Not by `pipeline`, which destroys its source when it fails: the source may be a request that is still to be
 * answered.
 */
async function write(
  handle: FileHandle,
  source: Readable,
  { bytesMax, silenceMs, totalMs }: StagingOptions,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const endsAt = performance.now() + totalMs;
  const chunks = source.iterator({ destroyOnReturn: false });
  for (;;) {
    const patienceMs = Math.min(silenceMs, Math.max(0, endsAt - performance.now()));
    // oxlint-disable-next-line no-await-in-loop -- a stream is one chunk after the other
    const next = await orSilence(chunks.next(), patienceMs);
    if (next.done === true) return { sha256: hash.digest("hex"), sizeBytes };
    const chunk = next.value as Buffer;
    sizeBytes += chunk.length;
    if (sizeBytes > bytesMax) throw new FileTooLargeError(`It has more than ${bytesMax} bytes.`);
    hash.update(chunk);
    // oxlint-disable-next-line no-await-in-loop -- as above; the disk sets the pace
    await handle.writeFile(chunk);
  }
}

async function orSilence<T>(next: Promise<T>, silenceMs: number): Promise<T> {
  const silence = Promise.withResolvers<never>();
  // Whoever gave up on it does not hear how it ended.
  next.catch(() => undefined);
  const timer = setTimeout(
    () => silence.reject(new FileTooSlowError("Nothing came for too long.")),
    silenceMs,
  );
  try {
    return await Promise.race([next, silence.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

const leftBehindMs = 24 * 3_600_000;

/** What processes left behind that died over it. Others may be at work in the same directory, hence the age. */
export async function clearStaging(directory: string, now: Date): Promise<void> {
  for (const name of await readdir(directory).catch(noneIfAbsent)) {
    const path = join(directory, name);
    // oxlint-disable-next-line no-await-in-loop -- a handful of files, once in a while
    const found = await stat(path).catch(() => null);
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (found && now.getTime() - found.mtimeMs > leftBehindMs) await rm(path, { force: true });
  }
}

function noneIfAbsent(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
