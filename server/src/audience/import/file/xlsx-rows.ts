// Reads the first sheet of an Excel workbook row by row, as texts: nothing is calculated, and nothing unpacks
// without end.

import type { Readable } from "node:stream";
import type { Entry, ZipFile } from "yauzl";
import { fromFdPromise } from "yauzl";
import { type ImportFile, type Row, UnreadableFileError } from "./import-file.ts";
import { readRelations, readSheets, type Sheet } from "./xlsx-book.ts";
import { readCells } from "./xlsx-cells.ts";
import { readDateStyles } from "./xlsx-dates.ts";
import { readSharedTexts } from "./xlsx-texts.ts";
import { openSpool } from "./spool.ts";

/** Parts of a workbook: a picture on every row is no sheet of contacts. */
const entriesMax = 5_000;
const unpackedMax = 2 * 1024 * 1024 * 1024;
/** Text shrinks to a twentieth, a sheet of zeros to a hundredth; a bomb to a thousandth. */
const ratioMax = 150;
/** Small things may shrink as they like. */
const ratioFrom = 16 * 1024 * 1024;

export async function* xlsxRows(file: ImportFile): AsyncGenerator<readonly Row[]> {
  const spool = await openSpool(file);
  try {
    const zip = await fromFdPromise(spool.fd, { autoClose: false, strictFileNames: false });
    // Each failure is told to whoever asked; unheard, the same would end the process.
    zip.on("error", () => undefined);
    yield* sheetRows(await openBook(zip));
  } catch (error) {
    throw inWords(error);
  } finally {
    await spool.close();
  }
}

/** Opens a part by its path; null when there is none. */
export type Book = { open(path: string): Promise<Readable | null> };

async function openBook(zip: ZipFile): Promise<Book> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entries.size >= entriesMax) throw broken("It has too many parts.");
    entries.set(entry.fileName.replace(/^\//, "").toLowerCase(), entry);
  }
  return {
    open: async (path) => {
      const entry = entries.get(path.toLowerCase());
      if (entry === undefined) return null;
      refuseBomb(entry);
      return zip.openReadStreamPromise(entry);
    },
  };
}

/** What an entry says of its size is kept to by the reader, which ends where more comes. */
function refuseBomb({ compressedSize, uncompressedSize }: Entry): void {
  const swells = uncompressedSize > ratioFrom && uncompressedSize > compressedSize * ratioMax;
  if (!swells && uncompressedSize <= unpackedMax) return;
  throw new UnreadableFileError("unpacks_too_large", "The workbook unpacks to far more than it is.");
}

async function* sheetRows(book: Book): AsyncGenerator<readonly Row[]> {
  const { sheets, since1904 } = await readSheets(await part(book, "xl/workbook.xml"));
  const relations = await readRelations(await book.open("xl/_rels/workbook.xml.rels"));
  const path = pathOf(sheets, relations);
  const texts = await readSharedTexts(await book.open("xl/sharedStrings.xml"));
  const dateStyles = await readDateStyles(await book.open("xl/styles.xml"));
  yield* readCells(await part(book, path), { texts, dateStyles, since1904 });
}

/** The first one that a person sees. */
function pathOf(sheets: readonly Sheet[], relations: ReadonlyMap<string, string>): string {
  const sheet = sheets.find(({ hidden }) => !hidden) ?? sheets[0];
  if (sheet === undefined) throw broken("It has no sheet.");
  const target = relations.get(sheet.relation) ?? "worksheets/sheet1.xml";
  return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
}

async function part(book: Book, path: string): Promise<Readable> {
  const stream = await book.open(path);
  if (stream === null) throw broken(`The part ${path.slice(0, 100)} is missing.`);
  return stream;
}

function broken(why: string): UnreadableFileError {
  return new UnreadableFileError("broken_workbook", `The workbook cannot be read. ${why}`);
}

/**
 * Whatever the container or its XML had wrong is the file's fault; the disk's and the database's have codes.
 */
function inWords(error: unknown): unknown {
  if (error instanceof UnreadableFileError || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  const isFilesFault = code === undefined || code.startsWith("Z_");
  return isFilesFault ? broken(error.message.slice(0, 200)) : error;
}
