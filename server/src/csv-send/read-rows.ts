// Reads a CSV file row by row, numbered as a spreadsheet numbers them.

import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { CsvError, parse, type Parser } from "csv-parse";
import { Refusal } from "../kernel/refusal.ts";
import { type CsvFile, decoder } from "./inspect-file.ts";

export type Row = {
  /** The header is row 1. A cell of several lines does not count as several rows. */
  number: number;
  cells: readonly string[];
};

export async function* readRows(file: CsvFile): AsyncGenerator<Row> {
  const parser = createParser(file);
  const fed = feed(file, parser);
  let number = 0;
  try {
    for await (const cells of parser) yield { number: ++number, cells };
  } catch (error) {
    throw inWords(error, file.path);
  } finally {
    // A reader that stops early leaves nothing open.
    parser.destroy();
    await fed;
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

async function feed(file: CsvFile, parser: Parser): Promise<void> {
  const decode = decoder(file.encoding);
  const decoded = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    for await (const chunk of chunks) yield decode.decode(chunk, { stream: true });
    yield decode.decode();
  };
  try {
    await pipeline(createReadStream(file.path), decoded, parser);
  } catch (error) {
    // The reader of the parser hears of it there.
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

function inWords(error: unknown, path: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = typeof error["lines"] === "number" ? ` near line ${error["lines"]}` : "";
  if (error.code === "CSV_QUOTE_NOT_CLOSED" || error.code === "CSV_MAX_RECORD_SIZE") {
    return new Refusal(`${path} cannot be read${line}: a quotation mark is opened and never closed.`);
  }
  return new Refusal(`${path} cannot be read${line}: ${error.message}`);
}
