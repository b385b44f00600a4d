// The command against the real routes: a file goes out, its counts come back, and its refused rows are written down.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import {
  createImportHouse,
  type ImportHouse,
  type TenantSide,
} from "../audience/import/testing/import-house.ts";
import { createImportWorker } from "../audience/index.ts";
import { readConfig } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import { run } from "./import.ts";

let house: ImportHouse;
let tenant: TenantSide;
let directory: string;
const printed: string[] = [];
beforeAll(async () => {
  house = await createImportHouse();
  tenant = await house.tenant();
});
afterAll(() => house.harness.close());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "waypost-import-"));
  printed.length = 0;
  vi.spyOn(console, "log").mockImplementation((line) => void printed.push(String(line)));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

async function importFile(text: string, ...args: string[]): Promise<number> {
  const file = join(directory, "people.csv");
  writeFileSync(file, text);
  const config = readConfig({});
  if ("problems" in config) throw new Error(config.problems.join());
  const worker = createImportWorker(house.deps);
  const nudging = setInterval(worker.nudge, 50);
  try {
    return await run([file, ...args, "--url", house.harness.url, "--api-key", tenant.key], config);
  } finally {
    clearInterval(nudging);
    await worker.stop();
  }
}

test("a file is imported as its columns are named, and what was refused is written down", async () => {
  const rejects = join(directory, "rejects.csv");
  const code = await importFile(
    "Who;Reach\nAsha;98200 12345\nRavi;12\n",
    "--column",
    "name=Who",
    "--column",
    "phone=Reach",
    "--tag",
    "autumn",
    "--rejects",
    rejects,
  );
  expect(code).toBe(1);
  expect(printed.join("\n")).toMatch(
    /2 rows\n {2}"Who" is name, "Reach" is phone\n {2}created +1\n {2}rejected +1\n/,
  );
  expect(readFileSync(rejects, "utf8")).toContain("3,impossible_length,");
  const rows = await tenant.rows("select name, tags from contact where tenant_id = $1", [tenant.id]);
  expect(rows).toEqual([{ name: "Asha", tags: ["autumn"] }]);
});

test("a dry run changes nothing, and a file that cannot be read is told in a sentence", async () => {
  expect(await importFile("Phone\n98200 55555\n", "--dry-run", "--json")).toBe(0);
  expect(JSON.parse(printed.at(-1) ?? "")).toMatchObject({ mode: "dry_run", state: "done", created: 1 });
  await expect(importFile("Name\nAsha\n")).rejects.toThrow(/No column is known to hold the phone numbers/);
  await expect(importFile("Name\nAsha\n", "--column", "x=Name")).rejects.toThrow(Refusal);
});
