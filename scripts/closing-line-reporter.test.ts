// Checks the last line and the exit code of a test run, on small runs of their own.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

test.each([
  ["all is well", `test("a", () => {}); test.skip("b", () => {});`, "1 passed, 0 failed, 1 skipped", 0],
  ["a test fails", `test("a", () => {}); test("b", () => { throw 1 });`, "1 passed, 1 failed", 1],
  ["nothing is tested", `test.skip("a", () => {});`, "0 passed, 0 failed, 1 skipped", 1],
  ["a file cannot be loaded", `throw new Error("broken");`, "0 passed, 1 failed", 1],
  ["a promise is forgotten", `test("a", () => { Promise.reject(1) });`, "1 passed, 1 failed", 1],
])("when %s, the run says so at its end", async (_case, content, closing, code) => {
  const root = mkdtempSync(join(tmpdir(), "waypost-reporter-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, "some.test.js"), content);
  const run = await vitest(["run", "--root", root, "--globals"]);
  expect(run.output.trimEnd().split("\n").at(-1)).toBe(closing);
  expect(run.code).toBe(code);
});

function vitest(args: string[]): Promise<{ output: string; code: unknown }> {
  const program = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const reporter = fileURLToPath(new URL("closing-line-reporter.ts", import.meta.url));
  const command = [program, ...args, `--reporter=default`, `--reporter=${reporter}`];
  return new Promise((resolve) => {
    execFile(process.execPath, command, (error, output) => resolve({ output, code: error?.code ?? 0 }));
  });
}
