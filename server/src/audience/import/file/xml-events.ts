// Reads the XML of a workbook's part as it unpacks: tags without their prefixes, and text. No document type,
// so that nothing expands.

import type { Readable } from "node:stream";
import { SaxesParser } from "saxes";
import { UnreadableFileError } from "./import-file.ts";

export type Attributes = Readonly<Record<string, string>>;

export type XmlHandler = {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
};

/** Answers after each piece, so that what was gathered can be handed on before more is read. */
export async function* xmlPieces(stream: Readable, handler: XmlHandler): AsyncGenerator<void> {
  const parser = createParser(handler);
  const decode = new TextDecoder("utf-8");
  for await (const bytes of stream) {
    parser.write(decode.decode(bytes as Buffer, { stream: true }));
    yield;
  }
  parser.close();
  yield;
}

export async function readXml(stream: Readable, handler: XmlHandler): Promise<void> {
  const pieces = xmlPieces(stream, handler);
  while ((await pieces.next()).done !== true) continue;
}

type Parser = SaxesParser<{ xmlns: false; position: false }>;

function createParser({ open, text, close }: XmlHandler): Parser {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  parser.on("error", (error) => {
    throw new UnreadableFileError("broken_workbook", `The workbook cannot be read. ${error.message}`);
  });
  parser.on("doctype", () => {
    throw new UnreadableFileError(
      "broken_workbook",
      "The workbook declares a document type, which none needs.",
    );
  });
  if (open !== undefined) parser.on("opentag", ({ name, attributes }) => open(plain(name), attributes));
  if (text !== undefined) {
    parser.on("text", text);
    parser.on("cdata", text);
  }
  if (close !== undefined) parser.on("closetag", ({ name }) => close(plain(name)));
  return parser;
}

function plain(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
