// How a backup lies on disk: an age file (age-encryption.org/v1) around a Zstandard stream, so that it can be opened
// without Waypost, by `age -d backup | zstd -d | tar x`.

import { Readable, type Writable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { pipeline } from "node:stream/promises";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import { Decrypter, Encrypter } from "age-encryption";
import { Refusal } from "../refusal.ts";

/** `derived`: from the master key, so nobody has to be slowed down guessing it. */
export type Passphrase = { text: string; derived: boolean };

export async function sealInto(plain: Readable, passphrase: Passphrase, target: Writable): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase.text);
  if (passphrase.derived) encrypter.setScryptWorkFactor(10);
  const compress = createZstdCompress();
  const compressing = pipeline(plain, compress);
  const sealed = await encrypter.encrypt(webStream(compress));
  await Promise.all([compressing, pipeline(Readable.fromWeb(nodeStream(sealed)), target)]);
}

/** A part that was changed or cut off ends the stream with an error; none of it comes out. */
export async function openSealed(sealed: Readable, passphrase: Passphrase): Promise<Readable> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase.text);
  try {
    const opened = await decrypter.decrypt(webStream(sealed));
    const plain = createZstdDecompress();
    // Its end, good or bad, is seen by who reads `plain`.
    void pipeline(Readable.fromWeb(nodeStream(opened)), plain).catch(() => undefined);
    return plain;
  } catch (error) {
    throw new Refusal(
      `The backup does not open (${(error as Error).message}): it was made with another ` +
        `${passphrase.derived ? "master key, or with a passphrase (--passphrase-file)" : "passphrase"}, or it is none.`,
    );
  }
}

type Bytes = globalThis.ReadableStream<Uint8Array>;

/** One class, declared twice: by the web's types and by Node's. */
function webStream(stream: Readable): Bytes {
  return Readable.toWeb(stream) as Bytes;
}

function nodeStream(stream: Bytes): ReadableStream {
  return stream as ReadableStream;
}
