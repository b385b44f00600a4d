// Reads a CSV file row by row: any separator, any encoding a browser knows, NUL bytes thrown away.

import { CsvError } from "csv-parse";
import { parseCsv } from "../../../kernel/csv-rows.ts";
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

export async function* csvRows(
  file: Pick<ImportFile, "read">,
  { encoding, separator, skipped }: CsvLayout,
): AsyncGenerator<readonly Row[]> {
  try {
    yield* parseCsv(textOf(file, encoding), { separator, skipped, rowChars: limits.rowChars });
  } catch (error) {
    throw inWords(error);
  }
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

function inWords(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = typeof error["lines"] === "number" ? ` near line ${error["lines"]}` : "";
  if (error.code === "CSV_QUOTE_NOT_CLOSED") {
    return new UnreadableFileError("quote_not_closed", `A quotation mark is opened${line} and never closed.`);
  }
  const detail = `A row${line} has more than a million characters: is a quotation mark missing?`;
  return error.code === "CSV_MAX_RECORD_SIZE" ? new UnreadableFileError("row_too_large", detail) : error;
}
