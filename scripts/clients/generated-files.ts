// Every file that is made from the OpenAPI document, and how those in the repository differ from it.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format } from "oxfmt";
import type { ApiDocument } from "./api-document.ts";
import { collectionFiles } from "./collection-files.ts";
import { type Files, sdkFiles } from "./sdk-files.ts";

const root = join(import.meta.dirname, "../..");

/** Folders in which nothing else stands. */
const places = ["sdk/src/generated", "docs/clients"];

export async function generatedFiles(document: ApiDocument): Promise<Files> {
  const files = { ...sdkFiles(document), ...collectionFiles(document) };
  const formatted = Object.entries(files).map(async ([path, text]) => [path, await formatAs(path, text)]);
  return Object.fromEntries(await Promise.all(formatted));
}

/** As `npm run format` would. */
async function formatAs(path: string, text: string): Promise<string> {
  if (!/\.(ts|json)$/.test(path)) return text;
  const { code, errors } = await format(path, text, { printWidth: 110 });
  if (errors.length > 0) throw new Error(`${path} cannot be read: ${JSON.stringify(errors)}`);
  return code;
}

/** Those that are not there, not the same, or no longer made. */
export function staleFiles(files: Files): string[] {
  const differ = Object.entries(files).filter(([path, text]) => {
    const there = join(root, path);
    return !existsSync(there) || readFileSync(there, "utf8") !== text;
  });
  return [...differ.map(([path]) => path), ...present().filter((path) => !(path in files))];
}

export function writeFiles(files: Files): void {
  for (const path of present()) if (!(path in files)) rmSync(join(root, path));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function present(): string[] {
  return places
    .filter((place) => existsSync(join(root, place)))
    .flatMap((place) =>
      readdirSync(join(root, place), { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
    );
}
