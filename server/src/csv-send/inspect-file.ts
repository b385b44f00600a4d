// Looks at a whole CSV file once before it is read: its hash, how its text is encoded, what separates its
// cells.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Refusal } from "../kernel/refusal.ts";
import { guessSeparator } from "../kernel/csv-separator.ts";

export type CsvFile = {
  path: string;
  /** SHA-256 of its bytes, hex. */
  hash: string;
  /** A label of the Encoding Standard, as TextDecoder takes it. */
  encoding: string;
  separator: string;
  /** How many lines stand before the header: 1 after Excel's `sep=;`. */
  headerAfter: 0 | 1;
  bytes: number;
  modifiedMs: number;
};

export type Reading = { encoding?: string | undefined; separator?: string | undefined };

export async function inspectFile(path: string, chosen: Reading): Promise<CsvFile> {
  const { bytes, modifiedMs } = await readStats(path);
  const { hash, head, validUtf8 } = await readThrough(path);
  const encoding = chosen.encoding ?? guessEncoding(head, validUtf8);
  if (encoding === "utf-8" && !validUtf8) {
    throw new Refusal(`${path} is not valid UTF-8. Save it again, or name its --encoding.`);
  }
  const { separator, headerAfter } = guessSeparator(decoder(encoding).decode(head));
  return {
    path,
    hash,
    encoding,
    separator: chosen.separator ?? separator,
    headerAfter,
    bytes,
    modifiedMs,
  };
}

/** Throws a Refusal when the label names no encoding. */
export function decoder(encoding: string): Pick<InstanceType<typeof TextDecoder>, "decode"> {
  try {
    return new TextDecoder(encoding);
  } catch {
    throw new Refusal(`There is no encoding "${encoding}". Common ones: utf-8, windows-1252, windows-1256.`);
  }
}

/** Whether the file is still the one that was inspected. */
export async function isUnchanged(file: CsvFile): Promise<boolean> {
  const now = await readStats(file.path);
  return now.bytes === file.bytes && now.modifiedMs === file.modifiedMs;
}

async function readStats(path: string): Promise<{ bytes: number; modifiedMs: number }> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(
      error.code === "ENOENT" ? `There is no file ${path}.` : `${path} cannot be read: ${error.message}`,
    );
  });
  // It is read three times, which a pipe cannot give.
  if (!stats.isFile()) throw new Refusal(`${path} is not a file.`);
  if (stats.size === 0) throw new Refusal(`${path} is empty.`);
  return { bytes: stats.size, modifiedMs: stats.mtimeMs };
}

const headBytes = 64 * 1024;

async function readThrough(path: string): Promise<{ hash: string; head: Buffer; validUtf8: boolean }> {
  const hash = createHash("sha256");
  const utf8 = createUtf8Check();
  let head = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes: Buffer = chunk;
    hash.update(bytes);
    utf8.take(bytes);
    if (head.length < headBytes) head = Buffer.concat([head, bytes]).subarray(0, headBytes);
  }
  return { hash: hash.digest("hex"), head, validUtf8: utf8.ends() };
}

function createUtf8Check(): { take(bytes: Buffer): void; ends(): boolean } {
  const strict = new TextDecoder("utf-8", { fatal: true });
  let valid = true;
  const check = (work: () => void): void => {
    if (!valid) return;
    try {
      work();
    } catch {
      valid = false;
    }
  };
  return {
    take: (bytes) => check(() => void strict.decode(bytes, { stream: true })),
    ends: () => {
      check(() => void strict.decode());
      return valid;
    },
  };
}

/**
 * A byte order mark decides. Without one, UTF-16 shows by its zero bytes, and text in an older encoding is
 * hardly ever valid UTF-8 by accident. Which of the older ones it is cannot be told; Windows-1252 is Excel's
 * in most countries.
 */
function guessEncoding(head: Buffer, validUtf8: boolean): string {
  const [first, second, third] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const zeros = [...head.entries()].filter(([, byte]) => byte === 0);
  // Separators and line ends alone are more than one character in fifty.
  if (zeros.length > head.length / 100) {
    const odd = zeros.filter(([at]) => at % 2 === 1).length;
    return odd > zeros.length / 2 ? "utf-16le" : "utf-16be";
  }
  return validUtf8 ? "utf-8" : "windows-1252";
}
