// Takes a file in: stored piece by piece as it comes, looked at on its way, and never in memory as a whole.

import type { Readable } from "node:stream";
import { createHash } from "node:crypto";
import type { Database } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { type ByteFacts, watchBytes } from "./file/byte-facts.ts";
import { limits } from "./file/import-file.ts";
import { insertPiece, pieceBytes } from "./store/pieces.ts";

export type TakenFile = { sizeBytes: number; facts: ByteFacts; sha256: string };

/** The longest silence within it. */
const silenceMs = 30_000;

export async function takeFile(
  db: Database,
  { tenantId, importId }: { tenantId: string; importId: string },
  stream: Readable,
): Promise<TakenFile> {
  const [hash, watch] = [createHash("sha256"), watchBytes()];
  let [sizeBytes, place] = [0, 0];
  for await (const piece of piecesOf(chunksOf(stream))) {
    sizeBytes += piece.length;
    if (sizeBytes > limits.fileBytes) throw tooLarge();
    hash.update(piece);
    watch.take(piece);
    const values = [tenantId, importId, place, piece];
    await db.asTenants([tenantId], (tx) => insertPiece(tx, values));
    place += 1;
  }
  if (sizeBytes === 0) throw new AppError("invalid_request", "Send the file as the body: this one is empty.");
  return { sizeBytes, facts: watch.facts(true), sha256: hash.digest("hex") };
}

/** The beginning of a body, as much as is wanted of one that begins so; what follows is let go. */
export async function takeHead(
  stream: Readable,
  wanted: (start: Buffer) => number,
): Promise<{ head: Buffer; isWhole: boolean }> {
  const parts: Buffer[] = [];
  let [bytes, bytesMax] = [0, 0];
  for await (const chunk of chunksOf(stream)) {
    parts.push(chunk);
    bytes += chunk.length;
    bytesMax ||= wanted(chunk);
    if (bytes > bytesMax) break;
  }
  stream.resume();
  return { head: Buffer.concat(parts).subarray(0, bytesMax), isWhole: bytes <= bytesMax };
}

export function tooLarge(): AppError {
  return new AppError("import_too_large", `A file may have ${limits.fileBytes / 1024 / 1024} MB at most.`);
}

/** Pieces of one size but the last. */
async function* piecesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes < pieceBytes) continue;
    const whole = Buffer.concat(parts);
    const full = bytes - (bytes % pieceBytes);
    for (let at = 0; at < full; at += pieceBytes) yield whole.subarray(at, at + pieceBytes);
    parts = full === bytes ? [] : [whole.subarray(full)];
    bytes -= full;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}

/**
 * Not by `for await` over the stream itself, which destroys it at the end: it is a request that is still
 * answered.
 */
async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
  const chunks = stream.iterator({ destroyOnReturn: false });
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- a stream is one chunk after the other
    const next = await orSilence(chunks.next());
    if (next.done === true) return;
    yield next.value as Buffer;
  }
}

async function orSilence<T>(next: Promise<T>): Promise<T> {
  const silence = Promise.withResolvers<never>();
  // Whoever gave up on it does not hear how it ended.
  next.catch(() => undefined);
  const timer = setTimeout(
    () => silence.reject(new AppError("request_timeout", "The file did not arrive in time.")),
    silenceMs,
  );
  try {
    return await Promise.race([next, silence.promise]);
  } finally {
    clearTimeout(timer);
  }
}
