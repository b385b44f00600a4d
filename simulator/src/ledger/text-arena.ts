// Append-only text outside the JavaScript heap: a million messages without a million strings.
import { present } from "../present.ts";

export type TextArena = {
  /** Returns where the text begins; `lengthOf` the last one is read right after. */
  append(text: string): number;
  /** Bytes written by the last append. */
  lastLength(): number;
  read(start: number, length: number): string;
  same(start: number, length: number, other: number): boolean;
  hash(start: number, length: number): number;
  clear(): void;
};

const CHUNK = 4 * 1024 * 1024;

export function createTextArena(): TextArena {
  let chunks: Buffer[] = [];
  let used = CHUNK;
  let lastLength = 0;
  const chunkAt = (at: number) => present(chunks[at], "chunk");

  return {
    append(text) {
      // UTF-8 needs at most three bytes per UTF-16 unit; a text never straddles two chunks.
      const room = text.length * 3;
      if (chunks.length === 0 || used + room > CHUNK) {
        chunks.push(Buffer.allocUnsafe(Math.max(CHUNK, room)));
        used = 0;
      }
      const last = chunks.length - 1;
      const start = last * CHUNK + used;
      lastLength = chunkAt(last).write(text, used);
      used += lastLength;
      return start;
    },
    lastLength: () => lastLength,
    read(start, length) {
      if (length === 0) return "";
      const chunk = chunkAt(Math.floor(start / CHUNK));
      const from = start % CHUNK;
      return chunk.toString("utf8", from, from + length);
    },
    same(start, length, other) {
      const a = start % CHUNK;
      const b = other % CHUNK;
      const theirs = chunkAt(Math.floor(other / CHUNK));
      return chunkAt(Math.floor(start / CHUNK)).compare(theirs, b, b + length, a, a + length) === 0;
    },
    hash(start, length) {
      const chunk = chunkAt(Math.floor(start / CHUNK));
      const from = start % CHUNK;
      let value = 0x811c9dc5;
      for (let at = from; at < from + length; at++) value = Math.imul(value ^ (chunk[at] ?? 0), 0x01000193);
      return value;
    },
    clear() {
      chunks = [];
      used = CHUNK;
    },
  };
}
