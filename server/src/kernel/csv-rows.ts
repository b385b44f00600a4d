// The rows of a CSV file from its text as it comes in, however carelessly it was written.

import { parse, type Parser } from "csv-parse";

/** As a spreadsheet numbers them: the first is 1, and a cell of several lines is one row. */
export type CsvRow = { number: number; cells: readonly string[] };

type CsvShape = {
  separator: string;
  /** How many lines stand before the first row: 1 after Excel's `sep=;`. */
  skipped: 0 | 1;
  /** Characters of one row: beyond, it is a quotation mark that nobody closed, or no row. */
  rowChars: number;
};

/**
 * Many rows at a time: a promise for each of a million rows costs more than reading it. Throws what reading the text
 * throws, and csv-parse's CsvError.
 */
export async function* parseCsv(
  text: AsyncIterable<string>,
  shape: CsvShape,
): AsyncGenerator<readonly CsvRow[]> {
  const parser = createParser(shape);
  // Whoever writes or reads is told as well.
  parser.on("error", () => undefined);
  let number = 0;
  const numbered = (cells: readonly string[]): CsvRow => ({ number: ++number, cells });
  try {
    for await (const part of text) yield (await parsePart(parser, part)).map(numbered);
    parser.end();
    const last: CsvRow[] = [];
    for await (const cells of parser) last.push(numbered(cells as string[]));
    yield last;
  } finally {
    parser.destroy();
  }
}

function createParser({ separator, skipped, rowChars }: CsvShape): Parser {
  return parse({
    delimiter: separator,
    from_line: skipped + 1,
    // All three, because files pasted together from several programs mix them.
    record_delimiter: ["\r\n", "\n", "\r"],
    // A quotation mark inside a plain cell is a nickname or an inch, not a reason to give up.
    relax_quotes: true,
    // Rows of another length are judged one by one.
    relax_column_count: true,
    max_record_size: rowChars,
  });
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
