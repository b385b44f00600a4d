// Workbooks made by hand, sound ones and such as nobody should send: a zip container and the few parts of a
// sheet.

import { crc32, deflateRawSync } from "node:zlib";

/** `unpacked`: what the directory says of its size, where that is not true. */
export type Part = { path: string; text: string | Buffer; unpacked?: number };

export function zipOf(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const { path, text, unpacked } of parts) {
    const [name, bytes] = [Buffer.from(path), Buffer.from(text)];
    const packed = deflateRawSync(bytes);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(bytes), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(unpacked ?? bytes.length, 8);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(8, 8);
    sizes.copy(head, 14);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt16LE(8, 10);
    sizes.copy(entry, 16);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    locals.push(head, name, packed);
    entries.push(entry, name);
    at += head.length + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A text, a number, a date by its serial, or a cell's XML as it is. */
export type Cell = string | number | { date: number } | { xml: string };

const parts = {
  types: '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
  book: (more: string) =>
    `<?xml version="1.0"?><workbook xmlns:r="urn:r">${more}<sheets>` +
    '<sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
  relations:
    '<Relationships><Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/></Relationships>',
  styles:
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/></numFmts>' +
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>',
};

export type Workbook = {
  rows: readonly (readonly Cell[])[];
  /** Texts shared, as Excel writes them, or in the cells, as other programs do. */
  shared?: boolean;
  book?: string;
  /** In place of the sheet's own XML. */
  sheet?: string;
  more?: readonly Part[];
};

export function workbookOf({ rows, shared = true, book = "", sheet, more = [] }: Workbook): Buffer {
  const texts: string[] = [];
  const body = rows.map((cells, row) => rowXml(cells, row, shared ? texts : null)).join("");
  return zipOf([
    { path: "[Content_Types].xml", text: parts.types },
    { path: "xl/workbook.xml", text: parts.book(book) },
    { path: "xl/_rels/workbook.xml.rels", text: parts.relations },
    { path: "xl/styles.xml", text: parts.styles },
    {
      path: "xl/worksheets/sheet1.xml",
      text: sheet ?? `<worksheet><sheetData>${body}</sheetData></worksheet>`,
    },
    {
      path: "xl/sharedStrings.xml",
      text: `<sst>${texts.map((text) => `<si><t>${text}</t></si>`).join("")}</sst>`,
    },
    ...more,
  ]);
}

function rowXml(cells: readonly Cell[], row: number, texts: string[] | null): string {
  const inner = cells.map((cell, column) => cellXml(cell, `${letterOf(column)}${row + 1}`, texts)).join("");
  return `<row r="${row + 1}">${inner}</row>`;
}

function cellXml(cell: Cell, at: string, texts: string[] | null): string {
  if (typeof cell === "number") return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === "object")
    return "xml" in cell ? cell.xml : `<c r="${at}" s="1"><v>${cell.date}</v></c>`;
  if (cell === "") return "";
  const text = cell.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  if (texts === null) return `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
  return `<c r="${at}" t="s"><v>${texts.push(text) - 1}</v></c>`;
}

function letterOf(column: number): string {
  return String.fromCodePoint(65 + column);
}
