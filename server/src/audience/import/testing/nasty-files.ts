// Two hundred small files such as nobody should send and everybody does, made the same way each time, each
// with what is known of it: how many rows of people it has, or that it cannot be read.

import { type Cell, workbookOf, zipOf } from "./workbook.ts";

export type NastyFile = {
  name: string;
  bytes: Buffer;
  /** Rows below the header in which something stands; or the words for why there are none. */
  is: { rows: number } | { unreadable: readonly string[] };
};

export function nastyFiles(): NastyFile[] {
  const sheets = Object.entries(quirks).flatMap(([name, quirk], at) =>
    writings.flatMap((writing, place) =>
      // Each quirk in a few ways of writing, and each way with many of them.
      (place + at) % 4 === 0 ? [csvFile(name, quirk, writing)] : [],
    ),
  );
  return [...workbooks(), ...foreigners(), ...sheets].slice(0, 200);
}

type Row = readonly string[];
type Quirk = {
  rows?: readonly Row[];
  header?: Row | null;
  /** What is written as it stands, after the rows. */
  raw?: string;
  is?: NastyFile["is"];
  /** What cannot be written in an old encoding stands in none. */
  only?: (writing: Writing) => boolean;
};

type Writing = { encoding: string; separator: string; end: string };

const encodings = [
  "utf-8",
  "utf-8-bom",
  "utf-16le-bom",
  "utf-16be-bom",
  "utf-16le",
  "windows-1252",
  "windows-1256",
];
const writings: readonly Writing[] = encodings.flatMap((encoding, at) =>
  [",", ";", "\t", "|"].map((separator, place) => ({
    encoding,
    separator,
    end: ["\n", "\r\n", "\r"][(at + place) % 3] ?? "\n",
  })),
);

const usual: readonly Row[] = [
  ["9820012345", "Asha", "Pune"],
  ["9820012346", "Ravi", "Kochi"],
];
const isUnicode = ({ encoding }: Writing): boolean => encoding.startsWith("utf");
const isWide = ({ encoding }: Writing): boolean => encoding.startsWith("utf-16");

const quirks: Readonly<Record<string, Quirk>> = {
  plain: { rows: usual },
  "quoted line ends": { rows: [["9820012345", "As\nha\r\nRao", "Pu\rne"], ...usual] },
  "quotation marks": { rows: [["9820012345", 'A "quick" one', '"'], ...usual] },
  "a mark inside a plain cell": {
    rows: usual,
    raw: '9820012347{s}Dwayne "Rock" J{s}5" pipe{e}',
    is: { rows: 3 },
  },
  "too few cells": { rows: [["9820012345"], ["9820012346", "x"], ...usual] },
  "too many cells": { rows: [["9820012345", "a", "b", "c", "d"], ...usual] },
  "empty cells beyond": { rows: [["9820012345", "a", "b", "", ""], ...usual] },
  "empty lines": { rows: [["", "", ""], ...usual, ["", "", ""], [" ", "", ""], ...usual], is: { rows: 4 } },
  "the same header thrice": { header: ["Phone", "Name", "Name"], rows: usual },
  "no header": { header: null, rows: usual },
  "a header of nothing": { header: ["", "", ""], rows: usual },
  "a header of two lines": { header: ["Phone\nnumber", "Name", "City"], rows: usual },
  "NUL bytes": {
    rows: [["98200\u000012345", "As\u0000ha", "\u0000"], ...usual],
    only: (writing) => !isWide(writing),
  },
  "cut numbers": {
    rows: [
      ["9.82001E+9", "x", ""],
      ["1.41555E+10", "y", ""],
      ["9820012345.0", "z", ""],
    ],
  },
  "guards and spaces": {
    rows: [
      ["'9820012345", "x", ""],
      ['="9820012346"', "y", ""],
      ["98.200-12 347", "", ""],
    ],
  },
  "digits of other scripts": {
    rows: [
      ["٩٨٢٠٠١٢٣٤٥", "x", ""],
      ["९८२०० १२३४६", "y", ""],
    ],
    only: isUnicode,
  },
  "marks of direction": { rows: [["\u202a+91 98200 12345\u202c", "\u200fx", ""], ...usual], only: isUnicode },
  "one number over and over": { rows: Array.from({ length: 60 }, (_, n) => ["9820012345", `x${n}`, ""]) },
  "no numbers": {
    rows: [
      ["", "x", ""],
      ["none", "y", ""],
      ["-", "z", ""],
    ],
    is: { rows: 3 },
  },
  formulas: { rows: [["=1+1", "=cmd|' /C calc'!A0", "@x"], ["+", "-2+3", "\tx"], ...usual] },
  "a long cell": { rows: [["9820012345", "x".repeat(100_000), ""], ...usual] },
  "a cell without end": {
    rows: [["9820012345", "x".repeat(1_200_000), ""], ...usual],
    is: { unreadable: ["row_too_large"] },
  },
  "a mark that is never closed": {
    rows: usual,
    raw: '9820012347{s}"never{e}9820012348{s}x{s}y{e}',
    is: { unreadable: ["quote_not_closed"] },
  },
  "only a header": { rows: [], is: { rows: 0 } },
  "many columns": {
    header: ["Phone", ...Array.from({ length: 499 }, (_, n) => `c${n}`)],
    rows: [["9820012345", ...Array.from({ length: 499 }, () => "x")]],
  },
  "no line end at the end": { rows: usual, raw: "9820012347{s}last{s}one", is: { rows: 3 } },
  "a separator that is said": {
    header: null,
    raw: "sep={s}{e}Phone{s}Name{e}9820012345{s}x{e}",
    is: { rows: 1 },
  },
  "mixed line ends": { rows: usual, raw: "9820012347{s}a{s}b\n9820012348{s}c{s}d\r\n", is: { rows: 4 } },
  "other languages": {
    header: ["Número de teléfono", "Nombre", "Ciudad"],
    rows: [["9820012345", "Íñigo", "Málaga"]],
  },
  arabic: { header: ["رقم الجوال", "الاسم", "المدينة"], rows: [["9820012345", "محمد", "القاهرة"]] },
};

function csvFile(name: string, quirk: Quirk, writing: Writing): NastyFile {
  const { rows = [], header = ["Phone", "Name", "City"], raw = "" } = quirk;
  const given = quirk.only?.(writing) === false ? usual : rows;
  const lines = (header === null ? given : [header, ...given]).map(
    (cells) => lineOf(cells, writing) + writing.end,
  );
  const tail = raw.replaceAll("{s}", writing.separator).replaceAll("{e}", writing.end);
  return {
    name: `${name}, ${writing.encoding} ${JSON.stringify(writing.separator)} ${JSON.stringify(writing.end)}`,
    bytes: encoded(lines.join("") + tail, writing.encoding),
    is: quirk.is ?? { rows: given.length },
  };
}

function lineOf(cells: Row, { separator }: Writing): string {
  const isSpecial = (cell: string): boolean => /["\r\n]/.test(cell) || cell.includes(separator);
  return cells.map((cell) => (isSpecial(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(separator);
}

/**
 * What an old encoding has no letter for becomes a question mark, as it does in the programs that write them.
 */
function encoded(text: string, encoding: string): Buffer {
  const wide = Buffer.from(text, "utf16le");
  if (encoding === "utf-8") return Buffer.from(text);
  if (encoding === "utf-8-bom") return Buffer.from(`\uFEFF${text}`);
  if (encoding === "utf-16le") return wide;
  if (encoding === "utf-16le-bom") return Buffer.concat([Buffer.from([0xff, 0xfe]), wide]);
  if (encoding === "utf-16be-bom") return Buffer.concat([Buffer.from([0xff, 0xfe]), wide]).swap16();
  const table = new Map(
    Array.from({ length: 256 }, (_, byte) => [new TextDecoder(encoding).decode(Buffer.from([byte])), byte]),
  );
  return Buffer.from(Array.from(text, (letter) => table.get(letter) ?? 0x3f));
}

const head: readonly Cell[] = ["Phone", "Name", "Born"];

function workbooks(): NastyFile[] {
  const body: readonly (readonly Cell[])[] = [
    [919820012345, "Asha", { date: 44_197 }],
    ["+919820012346", "Ravi", 7],
  ];
  const sheet = (xml: string): Buffer => workbookOf({ rows: [], sheet: xml });
  const sound = workbookOf({ rows: [head, ...body] });
  const two = { rows: 2 };
  const broken = { unreadable: ["broken_workbook"] };
  const cells = '<row><c t="inlineStr"><is><t>Phone</t></is></c></row><row><c><v>919820012345</v></c></row>';
  const backwards = cells.replace("<row>", '<row r="9">').replace("<row>", '<row r="2">');
  const made: readonly [name: string, bytes: Buffer, is: NastyFile["is"]][] = [
    ["shared texts", sound, two],
    ["texts in cells", workbookOf({ rows: [head, ...body], shared: false }), two],
    ["days since 1904", workbookOf({ rows: [head, ...body], book: '<workbookPr date1904="1"/>' }), two],
    ["empty rows between", workbookOf({ rows: [head, [], ...body, []] }), two],
    [
      "an error in a cell",
      workbookOf({ rows: [head, [{ xml: '<c r="A2" t="e"><v>#N/A</v></c>' }]] }),
      { rows: 1 },
    ],
    [
      "a formula",
      workbookOf({ rows: [head, [{ xml: '<c r="A2"><f>1+1</f><v>919820012345</v></c>' }]] }),
      { rows: 1 },
    ],
    [
      "a text that is not there",
      workbookOf({ rows: [head, [{ xml: '<c r="A2" t="s"><v>999</v></c>' }]] }),
      { rows: 0 },
    ],
    [
      "a number cut short",
      workbookOf({ rows: [head, [{ xml: '<c r="A2"><v>1.4E10</v></c>' }]] }),
      { rows: 1 },
    ],
    ["cells without places", sheet(`<worksheet><sheetData>${cells}</sheetData></worksheet>`), { rows: 1 }],
    [
      "prefixes",
      sheet(
        `<x:worksheet xmlns:x="u"><x:sheetData>${cells.replaceAll(/<(\/?)/g, "<$1x:")}</x:sheetData></x:worksheet>`,
      ),
      { rows: 1 },
    ],
    ["rows out of order", sheet(`<worksheet><sheetData>${backwards}</sheetData></worksheet>`), { rows: 1 }],
    [
      "a far column",
      workbookOf({ rows: [head, ...body, [{ xml: '<c r="XFD4"><v>1</v></c>' }]] }),
      { rows: 3 },
    ],
    ["a document type", sheet(`<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>${cells}</worksheet>`), broken],
    ["an entity of its own", sheet("<worksheet><row><c><v>&a;</v></c></row></worksheet>"), broken],
    ["XML that ends early", sheet("<worksheet><sheetData><row>"), broken],
    ["no XML", sheet("\u0000\u0001"), broken],
    ["half a file", sound.subarray(0, sound.length / 2), broken],
    ["no end", sound.subarray(0, -30), broken],
    ["a part that swells", bomb(), { unreadable: ["unpacks_too_large"] }],
    ["a part that is larger than it says", liar(), broken],
    ["no sheet", zipOf([{ path: "xl/workbook.xml", text: "<workbook/>" }]), broken],
    ["no workbook", zipOf([{ path: "readme.txt", text: "hello" }]), broken],
  ];
  return made.map(([name, bytes, is]) => ({ name: `workbook: ${name}`, bytes, is }));
}

function bomb(): Buffer {
  return workbookOf({ rows: [head], sheet: `<worksheet>${" ".repeat(20 * 1024 * 1024)}</worksheet>` });
}

function liar(): Buffer {
  const { length } = "<workbook/>";
  return zipOf([
    { path: "xl/workbook.xml", text: `<workbook>${" ".repeat(10_000)}</workbook>`, unpacked: length },
  ]);
}

function foreigners(): NastyFile[] {
  const unknown = { unreadable: ["unknown_format"] };
  const random = Buffer.from(Array.from({ length: 4_000 }, (_, n) => (n * 7_919 + (n >> 3) * 31) % 256));
  return [
    { name: "an old workbook", bytes: Buffer.from("d0cf11e0a1b11ae1".padEnd(200, "0"), "hex"), is: unknown },
    { name: "a PDF", bytes: Buffer.from("%PDF-1.7\n1 0 obj"), is: unknown },
    { name: "a picture", bytes: Buffer.from("ffd8ffe000104a46", "hex"), is: unknown },
    { name: "an empty container", bytes: zipOf([]), is: unknown },
    { name: "packed text", bytes: Buffer.from("1f8b0800", "hex"), is: unknown },
    { name: "nothing but blanks", bytes: Buffer.from(" \r\n \r\n\r\n"), is: { unreadable: ["empty_file"] } },
    { name: "one byte", bytes: Buffer.from("x"), is: { unreadable: ["no_phone_column"] } },
    {
      name: "noise",
      bytes: random,
      is: { unreadable: ["no_phone_column", "quote_not_closed", "several_phone_columns", "empty_file"] },
    },
    {
      name: "UTF-8 that is cut",
      bytes: Buffer.from([...Buffer.from("Phone,Name\n9820012345,x"), 0xe0]),
      is: { rows: 1 },
    },
  ];
}
