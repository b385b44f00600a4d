// Every separator, encoding and quoting a spreadsheet exports.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { CsvRow } from "../kernel/csv-rows.ts";
import { inspectFile, type Reading } from "./inspect-file.ts";
import { readRows } from "./read-rows.ts";

const directory = mkdtempSync(join(tmpdir(), "waypost-csv-"));
afterAll(() => rmSync(directory, { recursive: true }));

async function read(content: string | Buffer, reading: Reading = {}): Promise<CsvRow[]> {
  const path = join(directory, "file.csv");
  writeFileSync(path, content);
  const rows: CsvRow[] = [];
  for await (const part of readRows(await inspectFile(path, reading))) rows.push(...part);
  return rows;
}

async function cells(content: string | Buffer, reading: Reading = {}): Promise<unknown> {
  return (await read(content, reading)).map((row) => row.cells);
}

const table = [
  ["Name", "Phone"],
  ["Zoë", "1"],
  ['José; "Pepe", señor', "2"],
];
const text = stringify(table);
const utf16 = Buffer.from(text, "utf16le");

describe("encodings", () => {
  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
    ["Windows-1252", Buffer.from(text, "latin1")],
    ["UTF-16LE with a mark", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16BE with a mark", Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    ["UTF-16LE", utf16],
    ["UTF-16BE", Buffer.from(utf16).swap16()],
  ])("%s is told from its bytes", async (_name, bytes) => {
    expect(await cells(bytes)).toEqual(table);
  });

  test("another one can be named, and one that does not exist is refused", async () => {
    const arabic = Buffer.concat([Buffer.from("Phone\n"), Buffer.from([0xc3, 0xcd, 0xe3, 0xcf])]);
    expect(await cells(arabic, { encoding: "windows-1256" })).toEqual([["Phone"], ["أحمد"]]);
    await expect(cells(arabic, { encoding: "klingon" })).rejects.toThrow("no encoding");
  });

  test("a character cut by the end of a chunk is whole", async () => {
    const long = `Phone\n${"آشا🌸".repeat(100_000)}\n`;
    expect(await cells(long)).toEqual([["Phone"], ["آشا🌸".repeat(100_000)]]);
  });
});

describe("separators", () => {
  test.each([",", ";", "\t", "|"])("%j is told from the header", async (delimiter) => {
    expect(await cells(stringify(table, { delimiter }))).toEqual(table);
  });

  test("what stands in quotation marks does not count", async () => {
    expect(await cells('"a,b,c,d";Phone\n1;2\n')).toEqual([
      ["a,b,c,d", "Phone"],
      ["1", "2"],
    ]);
  });

  test("Excel's own line says it, and is no row", async () => {
    const rows = await read("sep=;\r\nName;Phone\r\nAsha;1\r\n");
    expect(rows[1]).toEqual({ number: 2, cells: ["Asha", "1"] });
  });
});

describe("rows", () => {
  test("are numbered as a spreadsheet does, whatever lines their cells have", async () => {
    const rows = await read('a,b\r\n"x\r\ny",1\r\n\r\nz,"2\n3"\n');
    expect(rows).toEqual([
      { number: 1, cells: ["a", "b"] },
      { number: 2, cells: ["x\r\ny", "1"] },
      { number: 3, cells: [""] },
      { number: 4, cells: ["z", "2\n3"] },
    ]);
  });

  test("may end in any way, even mixed", async () => {
    expect(await cells("a,b\r1,2\n3,4\r\n5,6")).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
      ["5", "6"],
    ]);
  });

  test("keep stray quotation marks", async () => {
    expect(await cells('a,b\nRobert "Bob" X,5"\n')).toEqual([
      ["a", "b"],
      ['Robert "Bob" X', '5"'],
    ]);
  });

  test("a quotation mark that is never closed is refused in words", async () => {
    await expect(read('a,b\n"x,1\ny,2\n')).rejects.toThrow("never closed");
    await expect(read(`a,b\n"${"x,1\n".repeat(500_000)}`)).rejects.toThrow("never closed");
  });

  test("a reader may stop early", async () => {
    const path = join(directory, "long.csv");
    writeFileSync(path, "a,b\n1,2\n".repeat(200_000));
    for await (const part of readRows(await inspectFile(path, {}))) if (part.length > 3) break;
  });

  test("whatever is written is read", async () => {
    const cell = fc.string({ unit: "binary", maxLength: 8 }).map((each) => each.toWellFormed());
    const tables = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom(",", ";", "\t", "|"), async (rows, delimiter) => {
        const whole = [["Name", "Phone"], ...rows];
        const written = stringify(whole, { delimiter, quoted: true, quoted_empty: true });
        expect(await cells(`\ufeff${written}`)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  ["/nowhere/file.csv", "There is no file"],
  [tmpdir(), "is not a file"],
])("%s is refused", async (path, why) => {
  await expect(inspectFile(path, {})).rejects.toThrow(why);
});

test("an empty file is refused", async () => {
  await expect(read("")).rejects.toThrow("is empty");
});
