// Writes everything about one person into one sealed file: JSON by kind, their files, a manifest, a page to begin with.

import { createHash } from "node:crypto";
import { Readable, type Writable } from "node:stream";
import { pack as createPack, type Pack } from "tar-stream";
import { type Passphrase, sealInto } from "../../../kernel/archive/seal.ts";
import type { ExportPart } from "../../../kernel/personal-data.ts";
import { indexPage } from "./index-page.ts";

export type ArchiveOptions = {
  passphrase: Passphrase;
  about: ArchiveAbout;
  /** Null for bytes that are not there any more. */
  open(sha256: string): Promise<Readable | null>;
};

export type ArchiveAbout = { request: string; tenant: string; created_at: string; names: readonly string[] };

export type Member = { path: string; bytes: number; sha256: string };
export type ArchiveManifest = ArchiveAbout & {
  format: 1;
  records: Record<string, number>;
  files: Member[];
  /** Files whose bytes are not there any more. */
  missing: string[];
};

/** Nothing is held but one part at a time; a tar file says the size of each member before it begins. */
export async function writeArchive(
  target: Writable,
  parts: AsyncIterable<ExportPart>,
  options: ArchiveOptions,
): Promise<ArchiveManifest> {
  const pack = createPack();
  // What breaks fails the promises below, where it is reported; streams say it once more, when nobody listens.
  target.on("error", () => undefined);
  pack.on("error", () => undefined);
  try {
    const [manifest] = await Promise.all([
      fill(pack, parts, options),
      sealInto(Readable.from(pack, { objectMode: false }), options.passphrase, target),
    ]);
    return manifest;
  } catch (error) {
    pack.destroy();
    throw error;
  }
}

async function fill(
  pack: Pack,
  parts: AsyncIterable<ExportPart>,
  { about, open }: ArchiveOptions,
): Promise<ArchiveManifest> {
  const manifest: ArchiveManifest = { format: 1, ...about, records: {}, files: [], missing: [] };
  const pages = new Map<string, number>();
  for await (const part of parts) {
    if (part.kind === "records") {
      const page = (pages.get(part.name) ?? 0) + 1;
      pages.set(part.name, page);
      manifest.records[part.name] = (manifest.records[part.name] ?? 0) + part.records.length;
      const path = `${part.name}/${String(page).padStart(4, "0")}.json`;
      manifest.files.push(await addText(pack, path, JSON.stringify(part.records, null, 2)));
    } else {
      const bytes = await open(part.sha256);
      if (bytes === null) manifest.missing.push(part.name);
      else manifest.files.push(await addFile(pack, `bytes/${part.name}`, part.sizeBytes, bytes));
    }
  }
  await addText(pack, "manifest.json", JSON.stringify(manifest, null, 2));
  await addText(pack, "index.html", indexPage(manifest));
  pack.finalize();
  return manifest;
}

function addText(pack: Pack, path: string, text: string): Promise<Member> {
  const bytes = Buffer.from(text);
  return addFile(pack, path, bytes.length, Readable.from([bytes]));
}

/** Through the entry's own stream, which waits while the disk is slower than the source. */
async function addFile(pack: Pack, path: string, bytes: number, source: Readable): Promise<Member> {
  const hash = createHash("sha256");
  await new Promise<void>((resolve, reject) => {
    const entry = pack.entry({ name: path, size: bytes }, (error) => (error ? reject(error) : resolve()));
    entry.on("error", reject);
    source.on("data", (chunk: Buffer) => hash.update(chunk));
    source.on("error", reject);
    source.pipe(entry);
  });
  return { path, bytes, sha256: hash.digest("hex") };
}
