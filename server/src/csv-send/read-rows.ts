// Reads a CSV file row by row, numbered as a spreadsheet numbers them.

import { createReadStream } from "node:fs";
import { CsvError, parse, type Parser } from "csv-parse";
import { Refusal } from "../kernel/refusal.ts";
import { type CsvFile, decoder } from "./inspect-file.ts";

export type Row = {
  /** The header is row 1. A cell of several lines does not count as several rows. */
  number: number;
  cells: readonly string[];
};

/** Many rows at a time: a promise for each of a million rows costs more than reading it. */
export async function* readRows(file: CsvFile): AsyncGenerator<readonly Row[]> {
  const parser = createParser(file);
  // Whoever writes or reads is told as well.
  parser.on("error", () => undefined);
  let number = 0;
  const numbered = (cells: readonly string[]): Row => ({ number: ++number, cells });
  try {
    for await (const text of readText(file)) yield (await parsePart(parser, text)).map(numbered);
    parser.end();
    for await (const cells of parser) yield [numbered(cells)];
  } catch (error) {
    throw inWords(error, file.path);
  } finally {
    parser.destroy();
  }
}

function createParser({ separator, headerAfter }: CsvFile): Parser {
  return parse({
    delimiter: separator,
    from_line: headerAfter + 1,
    // All three, because files pasted together from several programs mix them.
    record_delimiter: ["\r\n", "\n", "\r"],
    // A quotation mark inside a plain cell is a nickname or an inch, not a reason to give up.
    relax_quotes: true,
    // Rows of another length are judged one by one.
    relax_column_count: true,
    max_record_size: recordMax,
  });
}

/** A record beyond this is a quotation mark that nobody closed, not a row. */
const recordMax = 1024 * 1024;

async function* readText(file: CsvFile): AsyncGenerator<string> {
  const decode = decoder(file.encoding);
  const chunks: AsyncIterable<Buffer> = createReadStream(file.path);
  for await (const chunk of chunks) yield decode.decode(chunk, { stream: true });
  yield decode.decode();
}

/**
 * The rows that end in this part. The parser works within `write`, and takes the next part once these are
 * read.
 */
async function parsePart(parser: Parser, text: string): Promise<readonly string[][]> {
  const taken = new Promise<void>((resolve, reject) => {
    parser.write(text, (error) => (error ? reject(error) : resolve()));
  });
  const records: string[][] = [];
  for (let record = readOne(parser); record !== null; record = readOne(parser)) records.push(record);
  await taken;
  return records;
}

function readOne(parser: Parser): string[] | null {
  const record: string[] | null = parser.read();
  return record;
}

function inWords(error: unknown, path: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = typeof error["lines"] === "number" ? ` near line ${error["lines"]}` : "";
  if (error.code === "CSV_QUOTE_NOT_CLOSED" || error.code === "CSV_MAX_RECORD_SIZE") {
    return new Refusal(`${path} cannot be read${line}: a quotation mark is opened and never closed.`);
  }
  return new Refusal(`${path} cannot be read${line}: ${error.message}`);
}
