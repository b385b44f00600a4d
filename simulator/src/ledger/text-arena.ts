// Append-only text outside the JavaScript heap: a million messages without a million strings.

export type TextArena = {
  /** Returns where the text begins; `lengthOf` the last one is read right after. */
  append(text: string): number;
  /** Bytes written by the last append. */
  lastLength(): number;
  read(start: number, length: number): string;
  same(start: number, length: number, other: number): boolean;
  clear(): void;
};

const CHUNK = 4 * 1024 * 1024;

export function createTextArena(): TextArena {
  let chunks: Buffer[] = [];
  let used = CHUNK;
  let lastLength = 0;

  return {
    append(text) {
      // UTF-8 needs at most three bytes per UTF-16 unit; a text never straddles two chunks.
      const room = text.length * 3;
      if (chunks.length === 0 || used + room > CHUNK) {
        chunks.push(Buffer.allocUnsafe(Math.max(CHUNK, room)));
        used = 0;
      }
      const chunk = chunks.length - 1;
      const start = chunk * CHUNK + used;
      lastLength = chunks[chunk]!.write(text, used);
      used += lastLength;
      return start;
    },
    lastLength: () => lastLength,
    read(start, length) {
      if (length === 0) return "";
      const chunk = chunks[Math.floor(start / CHUNK)]!;
      const from = start % CHUNK;
      return chunk.toString("utf8", from, from + length);
    },
    same(start, length, other) {
      const a = start % CHUNK;
      const b = other % CHUNK;
      const chunk = chunks[Math.floor(start / CHUNK)]!;
      return chunk.compare(chunks[Math.floor(other / CHUNK)]!, b, b + length, a, a + length) === 0;
    },
    clear() {
      chunks = [];
      used = CHUNK;
    },
  };
}
