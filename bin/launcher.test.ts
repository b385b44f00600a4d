// Checks the launcher's parts, with the Node that runs the tests: what counts as installed, the lock, ends
// and signals.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { withInstallLock } from "./install-lock.js";
import { refuseOldNode } from "./launch.js";
import { isInstalled } from "./packages.js";
import { ensureNode } from "./runtime.js";

const scratch = mkdtempSync(join(tmpdir(), "waypost-launcher-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const vite = { version: "8.0.0", integrity: "sha512-a" };

test.each([
  ["nothing installed", undefined, false],
  ["the same", { "node_modules/vite": vite }, true],
  ["another version", { "node_modules/vite": { ...vite, version: "7.0.0" } }, false],
  ["another content", { "node_modules/vite": { ...vite, integrity: "sha512-b" } }, false],
  ["a package missing", {}, false],
])("with %s in node_modules the clone counts as installed: %o → %s", (name, found, expected) => {
  const wanted = {
    "": {},
    server: {},
    "node_modules/vite": vite,
    "node_modules/only-for-windows": { ...vite, optional: true },
  };
  expect(isInstalled(clone(name, wanted, found), { tools: true })).toBe(expected);
});

test("without the tools it is enough to run, not to test", () => {
  const directory = clone("production", { "node_modules/vite": { ...vite, dev: true } }, {});
  expect(isInstalled(directory, { tools: false })).toBe(true);
  expect(isInstalled(directory, { tools: true })).toBe(false);
});

test("of two launches one installs at a time", async () => {
  const lock = join(scratch, "install.lock");
  let inside = 0;
  const work = async (): Promise<void> => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withInstallLock(work, lock)));
  await expect(withInstallLock(() => Promise.reject(new Error("disk full")), lock)).rejects.toThrow(
    "disk full",
  );
  expect(readdirSync(scratch).filter((name) => name.startsWith("install.lock"))).toEqual([]);
});

test("the lock of a launch that was killed is taken over", async () => {
  const lock = join(scratch, "stale.lock");
  writeFileSync(lock, "a token of the dead");
  utimesSync(lock, new Date(0), new Date(0));
  expect(await Promise.all([1, 2].map((n) => withInstallLock(() => n, lock)))).toEqual([1, 2]);
});

test("a Node that is too old is named in one sentence", async () => {
  expect(() => refuseOldNode("18.20.4")).toThrow("Node 18.20.4 is too old: install Node 20 or newer");
  expect(() => refuseOldNode("20.0.0")).not.toThrow();
  expect(await ensureNode("24.1.0")).toBe(process.execPath);
  await expect(ensureNode("22.1.0", "linux-riscv64")).rejects.toThrow("install Node 24 and try again");
});

test("the exit code of the program is the exit code", async () => {
  expect(await once(launcher("process.exit(7)"), "exit")).toEqual([7, null]);
  expect(await once(launcher("process.kill(process.pid, 'SIGKILL')"), "exit")).toEqual([null, "SIGKILL"]);
});

test("a signal is passed on, and the program decides", async () => {
  const polite = launcher(
    "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1e6); console.log('ready')",
  );
  await once(polite.stdout, "data");
  polite.kill("SIGTERM");
  expect(await once(polite, "exit")).toEqual([5, null]);
});

test("a watched program learns that its launcher was killed", async () => {
  const watched = launcher(
    "process.on('disconnect', () => { console.log('alone'); process.exit() });" +
      "setInterval(() => {}, 1e6); console.log('ready')",
  );
  await once(watched.stdout, "data");
  watched.kill("SIGKILL");
  const [said] = await once(watched.stdout, "data");
  expect(String(said)).toContain("alone");
});

function clone(name: string, wanted: object, found?: object): string {
  const directory = join(scratch, name);
  mkdirSync(join(directory, "node_modules"), { recursive: true });
  writeFileSync(join(directory, "package-lock.json"), JSON.stringify({ packages: wanted }));
  const record = join(directory, "node_modules", ".package-lock.json");
  if (found) writeFileSync(record, JSON.stringify({ packages: found }));
  return directory;
}

function launcher(program: string) {
  const script = `
    import { endLike, runProgram } from ${JSON.stringify(new URL("program.js", import.meta.url).href)};
    endLike(await runProgram(process.execPath, ["-e", ${JSON.stringify(program)}], { watched: true }));`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}
