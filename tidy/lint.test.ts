// Proves that the linter, as .oxlintrc.json sets it up, catches what we rely on it to catch.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./repository.ts";

/** By the linter's name of the rule: code that breaks it. */
const samples: Readonly<Record<string, string>> = {
  "typescript(no-floating-promises)": "export function save(write: () => Promise<void>) {\n  write();\n}\n",
  "typescript(no-misused-promises)":
    "export function all(ids: string[], drop: (id: string) => Promise<void>) {\n" +
    "  ids.forEach(async (id) => {\n    await drop(id);\n  });\n}\n",
  "typescript(await-thenable)": "export async function wait(n: number) {\n  await n;\n}\n",
  "typescript(switch-exhaustiveness-check)":
    'export function rank(kind: "one" | "two") {\n' +
    '  switch (kind) {\n    case "one":\n      return 1;\n  }\n  return 0;\n}\n',
  "typescript(only-throw-error)": 'export function fail() {\n  throw "no";\n}\n',
  "typescript(no-explicit-any)": "export type Row = Record<string, any>;\n",
  "typescript(no-non-null-assertion)": "export const first = (list: string[]) => list.at(0)!;\n",
  "typescript(consistent-type-imports)":
    'import { Row } from "./row.ts";\nexport const row: Row = { id: 1 };\n',
  "eslint(no-unused-vars)": "const unused = 1;\nexport {};\n",
  "eslint(eqeqeq)": "export const same = (a: string, b: string) => a == b;\n",
  "eslint(no-nested-ternary)": "export const sign = (n: number) => (n > 0 ? 1 : n < 0 ? -1 : 0);\n",
  "eslint(no-param-reassign)": "export function next(n: number) {\n  n += 1;\n  return n;\n}\n",
  "eslint(max-params)": "export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => a + b + c + d + e;\n",
  "eslint(max-lines-per-function)": `export function long() {\n${"  console.log();\n".repeat(70)}}\n`,
  "import(no-cycle)": 'import { row } from "./row.ts";\nexport const here = () => row;\n',
  "import(no-default-export)": "export default 1;\n",
};

const fileOf = (rule: string): string => `${rule.replaceAll(/\W+/g, "-")}.ts`;
let place: string;
let found: Set<string>;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "waypost-lint-"));
  mkdirSync(join(place, "src"));
  writeFileSync(
    join(place, "tsconfig.json"),
    JSON.stringify({ compilerOptions: compiler, include: ["src"] }),
  );
  for (const [rule, code] of Object.entries(samples)) writeFileSync(join(place, "src", fileOf(rule)), code);
  // The other half of the cycle.
  const back = `export { here } from "./${fileOf("import(no-cycle)")}";\n`;
  writeFileSync(
    join(place, "src", "row.ts"),
    `export type Row = { id: number };\nexport const row = 1;\n${back}`,
  );
  found = lint(join(place, "src"));
}, 60_000);

afterAll(() => rmSync(place, { recursive: true }));

const compiler = {
  strict: true,
  target: "es2024",
  module: "nodenext",
  moduleResolution: "nodenext",
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** `rule file` of everything it finds. */
function lint(directory: string): Set<string> {
  const program = join(root, "node_modules/oxlint/bin/oxlint");
  const options = ["-c", join(root, ".oxlintrc.json"), "--type-aware", "-f", "json", directory];
  const { stdout } = spawnSync(process.execPath, [program, ...options], { cwd: root, encoding: "utf8" });
  const { diagnostics }: { diagnostics: { code: string; filename: string }[] } = JSON.parse(stdout);
  return new Set(diagnostics.map(({ code, filename }) => `${code} ${filename.split("/").at(-1)}`));
}

test.each(Object.keys(samples))("%s is caught", (rule) => {
  expect([...found]).toContain(`${rule} ${fileOf(rule)}`);
});
