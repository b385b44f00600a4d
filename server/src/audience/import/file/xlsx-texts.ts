// The texts that a workbook's cells share, read whole because any cell may name any of them: within bounds.

import type { Readable } from "node:stream";
import { UnreadableFileError } from "./import-file.ts";
import { readXml } from "./xml-events.ts";

const textsMax = 2_000_000;
const charsMax = 32 * 1024 * 1024;

/** By their place. Formatted text comes in runs; how Japanese is to be pronounced (`rPh`) is none of it. */
export async function readSharedTexts(stream: Readable | null): Promise<string[]> {
  const texts: string[] = [];
  if (stream === null) return texts;
  let [chars, current, isText, phonetic] = [0, "", false, 0];
  await readXml(stream, {
    open: (name) => {
      if (name === "si") current = "";
      else if (name === "rPh") phonetic += 1;
      else if (name === "t") isText = phonetic === 0;
    },
    text: (text) => {
      if (!isText) return;
      chars += text.length;
      if (chars > charsMax) throw tooMany();
      current += text;
    },
    close: (name) => {
      if (name === "t") isText = false;
      else if (name === "rPh") phonetic -= 1;
      else if (name === "si" && texts.push(current) > textsMax) throw tooMany();
    },
  });
  return texts;
}

function tooMany(): UnreadableFileError {
  return new UnreadableFileError(
    "too_many_texts",
    "The workbook has more text than is read from one: save it as CSV.",
  );
}
