// Reads the repository as git sees it: tracked files and new ones that are not ignored, as they are on disk.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SourceFile } from "./rule.ts";

export const root = fileURLToPath(new URL("..", import.meta.url));

export function readRepository(): SourceFile[] {
  const list = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = [...new Set(list.split("\0"))].filter((path) => path !== "" && existsSync(root + path));
  return paths.toSorted().map((path) => {
    const content = readFileSync(root + path);
    return { path, text: isPicture(content) ? "" : content.toString("utf8"), bytes: content.length };
  });
}

/** Has no words, whatever its bytes spell; told by a zero byte early on, as git does. */
function isPicture(content: Buffer): boolean {
  return content.subarray(0, 8_000).includes(0);
}
