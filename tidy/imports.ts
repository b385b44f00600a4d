// Finds what a file imports. Formatted code begins every import at the left margin, so no parser is needed.

import { posix } from "node:path";
import type { SourceFile } from "./rule.ts";

export type Import = {
  from: string;
  line: number;
  /** As it is written: a package, or a path that begins with a dot. */
  name: string;
  /** The file it names, from the root; null for packages. Our own packages name what they export. */
  file: string | null;
  typeOnly: boolean;
};

const statements = /^(?:import|export)(\s+type)?\s[^;"'`]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)"/gm;
const calls = /\bimport\(\s*"([^"]+)"\s*\)/g;

const packages: Readonly<Record<string, string>> = {
  "@waypost/contract": "contract/src/index.ts",
  "@waypost/sdk": "sdk/src/index.ts",
  "@waypost/server": "server/src/index.ts",
  "@waypost/simulator": "simulator/src/index.ts",
  "@waypost/simulator/main": "simulator/src/main.ts",
};

export function importsOf(file: SourceFile): Import[] {
  const declared = [...file.text.matchAll(statements)].map((match) => {
    const name = match[2] ?? match[3] ?? "";
    return read(file, match.index, name, match[1] !== undefined || namesTypesOnly(match[0]));
  });
  const called = [...file.text.matchAll(calls)].map((match) =>
    read(file, match.index, match[1] ?? "", false),
  );
  return [...declared, ...called];
}

/** `import { type A, type B } from …` loads nothing either. */
function namesTypesOnly(statement: string): boolean {
  const braces = /^(?:import|export)\s*\{([^}]*)\}/.exec(statement);
  if (braces === null) return false;
  const names = (braces[1] ?? "").split(",").filter((name) => name.trim() !== "");
  return names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
}

function read(file: SourceFile, index: number, name: string, typeOnly: boolean): Import {
  const line = file.text.slice(0, index).split("\n").length;
  const target = name.startsWith(".") ? posix.join(posix.dirname(file.path), name) : (packages[name] ?? null);
  return { from: file.path, line, name, file: target, typeOnly };
}
