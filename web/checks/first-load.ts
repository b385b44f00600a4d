// What a browser has to fetch before the first page stands, by the build's own manifest.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const dist = fileURLToPath(new URL("../dist/", import.meta.url));

type Chunk = { file: string; imports?: string[]; css?: string[]; isEntry?: boolean };

/** Compressed bytes of all scripts and styles of the entry, of one page, and of the texts in one language. */
export function firstLoad(page: string, texts: readonly string[]): { script: number; style: number } {
  const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8")) as Record<
    string,
    Chunk
  >;
  const entries = Object.keys(manifest).filter((name) => manifest[name]?.isEntry === true);
  const wanted = new Set<string>();
  const take = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`The build has no ${name}.`);
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const each of chunk.imports ?? []) take(each);
  };
  for (const name of [...entries, page, ...texts]) take(name);
  const chunks = [...wanted].flatMap((name) => manifest[name] ?? []);
  return {
    script: sizeOf(chunks.map(({ file }) => file)),
    style: sizeOf(chunks.flatMap(({ css }) => css ?? [])),
  };
}

function sizeOf(files: readonly string[]): number {
  return [...new Set(files)]
    .map((file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}
