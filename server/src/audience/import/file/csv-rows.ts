// Reads a CSV file row by row: any separator, any encoding a browser knows, quotation marks, NUL bytes thrown
// away.

import { CsvError, parse, type Parser } from "csv-parse";
import { guessSeparator } from "../../../kernel/csv-separator.ts";
import { type ImportFile, limits, type Row, UnreadableFileError } from "./import-file.ts";

export type CsvLayout = {
  encoding: string;
  separator: string;
  /** How many lines stand before the first row: 1 after Excel's `sep=;`. */
  skipped: 0 | 1;
};

/** `head`: the first bytes; what they separate by is theirs to say unless somebody has. */
export function layoutOf(head: Buffer, encoding: string, separator: string | null): CsvLayout {
  // The head may end within a character.
  const text = decoder(encoding, { fatal: false }).decode(head);
  const guess = guessSeparator(text.replaceAll("\0", ""));
  return { encoding, separator: separator ?? guess.separator, skipped: guess.headerAfter };
}

/** Many rows at a time: a promise for each of a million rows costs more than reading it. */
export async function* csvRows(
  file: Pick<ImportFile, "read">,
  layout: CsvLayout,
): AsyncGenerator<readonly Row[]> {
  const parser = createParser(layout);
  // Whoever writes or reads is told as well.
  parser.on("error", () => undefined);
  let number = 0;
  const numbered = (cells: readonly string[]): Row => ({ number: ++number, cells });
  try {
    for await (const text of textOf(file, layout.encoding)) {
      yield (await parsePart(parser, text)).map(numbered);
    }
    parser.end();
    const last: Row[] = [];
    for await (const cells of parser) last.push(numbered(cells as string[]));
    yield last;
  } catch (error) {
    throw inWords(error);
  } finally {
    parser.destroy();
  }
}

function createParser({ separator, skipped }: CsvLayout): Parser {
  return parse({
    delimiter: separator,
    from_line: skipped + 1,
    // All three, because files pasted together from several programs mix them.
    record_delimiter: ["\r\n", "\n", "\r"],
    // A quotation mark inside a plain cell is a nickname or an inch, not a reason to give up.
    relax_quotes: true,
    // Rows of another length are judged one by one.
    relax_column_count: true,
    max_record_size: limits.rowChars,
  });
}

type Decoder = Pick<InstanceType<typeof TextDecoder>, "decode">;

function decoder(encoding: string, { fatal }: { fatal: boolean }): Decoder {
  try {
    return new TextDecoder(encoding, { fatal });
  } catch {
    throw new UnreadableFileError("unknown_encoding", `There is no encoding "${encoding}".`);
  }
}

async function* textOf({ read }: Pick<ImportFile, "read">, encoding: string): AsyncGenerator<string> {
  // What is not UTF-8 was guessed to be something else; who said that it is hears that it is not.
  const decode = decoder(encoding, { fatal: encoding === "utf-8" });
  // A database keeps no NUL in a text, and nobody means one.
  for await (const bytes of read()) yield decodePart(decode, bytes).replaceAll("\0", "");
  yield decodePart(decode, null);
}

function decodePart(decode: Decoder, bytes: Buffer | null): string {
  try {
    return bytes === null ? decode.decode() : decode.decode(bytes, { stream: true });
  } catch {
    throw new UnreadableFileError(
      "not_utf8",
      "The file is not valid UTF-8. Save it again, or say `encoding`.",
    );
  }
}

/**
 * The rows that end in this part. The parser works within `write`, and takes the next part once these are
 * read.
 */
async function parsePart(parser: Parser, text: string): Promise<readonly string[][]> {
  if (text === "") return [];
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

function inWords(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = typeof error["lines"] === "number" ? ` near line ${error["lines"]}` : "";
  if (error.code === "CSV_QUOTE_NOT_CLOSED") {
    return new UnreadableFileError("quote_not_closed", `A quotation mark is opened${line} and never closed.`);
  }
  const detail = `A row${line} has more than a million characters: is a quotation mark missing?`;
  return error.code === "CSV_MAX_RECORD_SIZE" ? new UnreadableFileError("row_too_large", detail) : error;
}
