// The erase journal beside the database: what was written comes back, and nobody adds to it without the key.

import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal } from "./journal-file.ts";

const key = Buffer.alloc(32, 7);
const entry = (requestId: string, ...hashes: string[]) => ({
  tenantId: "t",
  requestId,
  hashes,
  at: "2026-01-02T03:04:05.000Z",
});
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "waypost-journal-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

test("a journal that was never written is empty", async () => {
  expect(await openJournal(dataDir, key).read()).toEqual({ entries: [], damaged: 0 });
});

test("entries come back, those of one request as one", async () => {
  const journal = openJournal(dataDir, key);
  await journal.append(entry("a", "01"));
  await journal.append(entry("b", "02"));
  await journal.append(entry("a", "01", "03"));
  expect(await journal.read()).toEqual({ entries: [entry("a", "01", "03"), entry("b", "02")], damaged: 0 });
});

test("a line that a crash cut off, or somebody else wrote, counts for nothing and costs no other", async () => {
  const journal = openJournal(dataDir, key);
  await journal.append(entry("a", "01"));
  const path = join(dataDir, "erase-journal.jsonl");
  const whole = await readFile(path, "utf8");
  await appendFile(path, whole.trim().slice(0, 40));
  await journal.append(entry("b", "02"));
  await appendFile(path, whole.trim().replace('"01"', '"09"'));
  await openJournal(dataDir, Buffer.alloc(32, 8)).append(entry("c", "04"));
  expect(await journal.read()).toEqual({ entries: [entry("a", "01"), entry("b", "02")], damaged: 3 });
});
