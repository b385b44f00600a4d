// Reads a CSV file row by row, and says in words what is wrong with it.

import { createReadStream } from "node:fs";
import { CsvError } from "csv-parse";
import { type CsvRow, parseCsv } from "../kernel/csv-rows.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type CsvFile, decoder } from "./inspect-file.ts";

export async function* readRows(file: CsvFile): AsyncGenerator<readonly CsvRow[]> {
  const { separator, headerAfter: skipped } = file;
  try {
    yield* parseCsv(readText(file), { separator, skipped, rowChars: recordMax });
  } catch (error) {
    throw inWords(error, file.path);
  }
}

/** A record beyond this is a quotation mark that nobody closed, not a row. */
const recordMax = 1024 * 1024;

async function* readText(file: CsvFile): AsyncGenerator<string> {
  const decode = decoder(file.encoding);
  const chunks: AsyncIterable<Buffer> = createReadStream(file.path);
  for await (const chunk of chunks) yield decode.decode(chunk, { stream: true });
  yield decode.decode();
}

function inWords(error: unknown, path: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = typeof error["lines"] === "number" ? ` near line ${error["lines"]}` : "";
  if (error.code === "CSV_QUOTE_NOT_CLOSED" || error.code === "CSV_MAX_RECORD_SIZE") {
    return new Refusal(`${path} cannot be read${line}: a quotation mark is opened and never closed.`);
  }
  return new Refusal(`${path} cannot be read${line}: ${error.message}`);
}
