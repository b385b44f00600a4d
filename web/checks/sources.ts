// The dashboard's sources as the checks read them.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const src = fileURLToPath(new URL("../src/", import.meta.url));

export type Source = { path: string; text: string };

/** Programs without their tests. */
export function readSources(): Source[] {
  return globSync("**/*.{ts,tsx}", { cwd: src })
    .filter((path) => !/\.test\.tsx?$/.test(path))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(src, path), "utf8") }));
}
