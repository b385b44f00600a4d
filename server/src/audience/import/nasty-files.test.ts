// Files such as nobody should send: none brings the reader down, and no row of any is dropped in silence.

import { afterAll, beforeAll, expect, test } from "vitest";
import { watchBytes } from "./file/byte-facts.ts";
import { type ImportFile, type Row, UnreadableFileError } from "./file/import-file.ts";
import { headBytes, readLayout, readRows } from "./file/open-file.ts";
import { readColumns, requirePhone } from "./mapping/columns.ts";
import { type DuplicateRule, needsLook, noteRow } from "./rows/fold-duplicates.ts";
import { judgeRow } from "./rows/judge-row.ts";
import { createPhoneIndex } from "./rows/phone-index.ts";
import { createImportHouse, type ImportHouse } from "./testing/import-house.ts";
import { type NastyFile, nastyFiles } from "./testing/nasty-files.ts";
import { batchesOf } from "./run/batches.ts";
import { dataRows, judgingRules, type Looked } from "./run/look.ts";

const files = nastyFiles();

/** What becomes of a file's rows, by everything between its bytes and the database. */
type Outcome = { rows: number; accounted: number; drafts: number } | { unreadable: string };
type Sabotage = (rows: readonly Row[]) => readonly Row[];

async function work(
  bytes: Buffer,
  duplicates: DuplicateRule,
  sabotage: Sabotage = (rows) => rows,
): Promise<Outcome> {
  try {
    const looked = await look(bytes, duplicates);
    const outcome = { rows: 0, accounted: 0, drafts: 0 };
    const settings = { duplicates, tags: [] };
    for await (const batch of batchesOf(looked, { row_cursor: 0, settings })) {
      const told = [...batch.drafts, ...batch.rejections, ...batch.duplicates];
      outcome.rows += batch.rows;
      outcome.accounted += sabotage(told.map(({ row }) => row)).length + batch.merged;
      outcome.drafts += batch.drafts.length;
    }
    return outcome;
  } catch (error) {
    if (error instanceof UnreadableFileError) return { unreadable: error.reason };
    throw error;
  }
}

async function look(bytes: Buffer, duplicates: DuplicateRule): Promise<Looked> {
  const file: ImportFile = {
    sizeBytes: bytes.length,
    read: async function* () {
      // In pieces that end within characters, cells and marks.
      for (let at = 0; at < bytes.length; at += 997) yield bytes.subarray(at, at + 997);
    },
  };
  const watch = watchBytes();
  for await (const piece of file.read()) watch.take(piece);
  const format = readLayout(bytes.subarray(0, headBytes), watch.facts(true), {
    encoding: null,
    separator: null,
  });
  const sample: (readonly string[])[] = [];
  for await (const rows of readRows(file, format)) sample.push(...rows.map(({ cells }) => cells));
  const found = readColumns(sample.slice(0, 200), { mapping: {}, header: null, country: "IN" });
  // "no numbers" names its column, and has none in it.
  requirePhone(found);
  const layout = { ...format, ...found };
  const rules = judgingRules(layout, "IN", () => ({ ok: true, value: {} }));
  const index = createPhoneIndex();
  for await (const rows of dataRows(file, layout)) {
    for (const row of needsLook(duplicates) ? rows : []) {
      const judged = judgeRow(row, rules);
      if ("draft" in judged) noteRow(index, judged.draft, duplicates);
    }
  }
  return { file, layout, rules, index };
}

function wrongWith({ is }: NastyFile, outcome: Outcome): string | null {
  if ("unreadable" in outcome) {
    const isKnown = "unreadable" in is && is.unreadable.includes(outcome.unreadable);
    return isKnown ? null : `cannot be read: ${outcome.unreadable}`;
  }
  if ("unreadable" in is) return `is read, ${outcome.rows} rows of it`;
  if (outcome.rows !== is.rows) return `has ${is.rows} rows, and ${outcome.rows} were seen`;
  return outcome.accounted === outcome.rows ? null : `lost ${outcome.rows - outcome.accounted} rows`;
}

test("there are two hundred of them, and each is another", () => {
  expect(files).toHaveLength(200);
  expect(new Set(files.map(({ name }) => name)).size).toBe(200);
});

test.each(["first", "last", "merge"] as const)(
  "each is read or refused, and every row is somewhere (%s)",
  async (duplicates) => {
    const findings: string[] = [];
    for (const file of files) {
      const wrong = wrongWith(file, await work(file.bytes, duplicates));
      if (wrong !== null) findings.push(`${file.name} ${wrong}`);
    }
    expect(findings).toEqual([]);
  },
  30_000,
);

test("a row that is dropped in silence is found, and so is a file that is read by mistake", async () => {
  const plain = files.find(({ name }) => name.startsWith("plain"));
  if (plain === undefined) throw new Error("one of them is plain");
  const lossy = await work(plain.bytes, "first", (rows) => rows.slice(1));
  expect(wrongWith(plain, lossy)).toBe("lost 1 rows");
  expect(wrongWith({ ...plain, is: { rows: 99 } }, await work(plain.bytes, "first"))).toMatch(/^has 99 rows/);
  expect(wrongWith({ ...plain, is: { unreadable: ["x"] } }, await work(plain.bytes, "first"))).toMatch(
    /^is read/,
  );
});

let house: ImportHouse;
beforeAll(async () => {
  house = await createImportHouse();
});
afterAll(() => house.harness.close());

test(
  "imported in earnest, every twentieth of them ends, and its counts are its rows",
  { timeout: 60_000 },
  async () => {
    const tenant = await house.tenant();
    for (const file of files.filter((_, place) => place % 20 === 3)) {
      const shown = await tenant.import(file.bytes);
      const { state, rows, created, updated, unchanged, duplicates, rejected } = shown;
      expect([file.name, state]).toEqual([file.name, "rows" in file.is ? "done" : "failed"]);
      expect(created + updated + unchanged + duplicates + rejected).toBe(rows);
      if ("rows" in file.is) expect([file.name, rows]).toEqual([file.name, file.is.rows]);
    }
  },
);
