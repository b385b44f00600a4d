// What is learnt of a file's text from its bytes as they pass: whether it is UTF-8, and of which family it is
// if not.

import { isUtf8 } from "node:buffer";

export type ByteFacts = {
  /** Whether every byte so far was UTF-8. */
  utf8: boolean;
  /** Bytes above ASCII that stand beside another one, and those that stand beside an ASCII letter. */
  highPairs: number;
  highBesideLetter: number;
};

export type ByteWatch = {
  take(bytes: Buffer): void;
  /** `isWhole`: nothing follows, so that a character that was cut stays cut. */
  facts(isWhole: boolean): ByteFacts;
};

export function watchBytes(): ByteWatch {
  const facts: ByteFacts = { utf8: true, highPairs: 0, highBesideLetter: 0 };
  const strict = new TextDecoder("utf-8", { fatal: true });
  let previous = 0x20;
  let isSplit = false;
  return {
    take: (bytes) => {
      if (facts.utf8 && (isSplit || !isUtf8(bytes))) {
        // A character may be cut by the end of a piece, which only the streaming decoder knows how to
        // forgive.
        facts.utf8 = decodes(strict, bytes);
        isSplit = true;
      }
      if (!facts.utf8 || isSplit) previous = countNeighbours(bytes, previous, facts);
    },
    facts: (isWhole) => ({ ...facts, utf8: facts.utf8 && !(isWhole && isSplit && !decodes(strict, null)) }),
  };
}

function decodes(strict: InstanceType<typeof TextDecoder>, bytes: Buffer | null): boolean {
  try {
    if (bytes === null) strict.decode();
    else strict.decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function countNeighbours(bytes: Buffer, before: number, facts: ByteFacts): number {
  let previous = before;
  for (const byte of bytes) {
    if (byte >= 0x80 || previous >= 0x80) {
      if (byte >= 0x80 && previous >= 0x80) facts.highPairs += 1;
      else if (isLetter(byte) || isLetter(previous)) facts.highBesideLetter += 1;
    }
    previous = byte;
  }
  return previous;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/**
 * A label of the Encoding Standard. A byte order mark decides. Without one, UTF-16 shows by its zero bytes,
 * and text in an older encoding is hardly ever valid UTF-8 by accident. Of the older ones, Arabic
 * (Windows-1256) writes whole words above ASCII, and the languages of Windows-1252, which is Excel's in most
 * countries, single letters.
 */
export function guessEncoding(head: Buffer, facts: ByteFacts): string {
  const [first, second, third] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const wide = guessWide(head);
  if (wide !== null) return wide;
  if (facts.utf8) return "utf-8";
  return facts.highPairs > facts.highBesideLetter ? "windows-1256" : "windows-1252";
}

/** Separators and line ends alone are more than one character in fifty; a stray zero is none of them. */
function guessWide(head: Buffer): string | null {
  let [zeros, odd] = [0, 0];
  for (let at = 0; at < head.length; at++) {
    if (head[at] !== 0) continue;
    zeros += 1;
    odd += at % 2;
  }
  if (zeros <= head.length / 20) return null;
  if (odd > zeros * 0.9) return "utf-16le";
  return odd < zeros * 0.1 ? "utf-16be" : null;
}
