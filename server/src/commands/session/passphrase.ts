// Reads a passphrase where nobody else sees it: from a file, a pipe, or a prompt without echo; never from arguments,
// which every process of the machine can read.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { Refusal } from "../../kernel/refusal.ts";

export type PassphraseChoice = {
  file: string | undefined;
  /** A new one is asked for twice: a slip would lock the file for ever. */
  twice: boolean;
};

export type Terminal = { input: NodeJS.ReadableStream & { isTTY?: boolean }; output: NodeJS.WritableStream };

const atLeast = 12;

export async function readPassphrase(
  { file, twice }: PassphraseChoice,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<string> {
  const passphrase = await read(file, twice, terminal);
  if (passphrase.length >= atLeast) return passphrase;
  throw new Refusal(`A passphrase has at least ${atLeast} characters.`);
}

async function read(file: string | undefined, twice: boolean, terminal: Terminal): Promise<string> {
  if (file !== undefined) return firstLine(await readFile(file, "utf8").catch(() => unreadable(file)));
  if (terminal.input.isTTY !== true) return firstLine(await text(terminal.input));
  const passphrase = await prompt("Passphrase: ", terminal);
  if (twice && (await prompt("Once more: ", terminal)) !== passphrase) {
    throw new Refusal("These were two different passphrases.");
  }
  return passphrase;
}

function unreadable(file: string): never {
  throw new Refusal(`The passphrase file ${file} cannot be read.`);
}

/** Editors end a file with a line break, and `echo` a pipe. */
function firstLine(all: string): string {
  return all.split(/\r?\n/, 1)[0] ?? "";
}

async function prompt(words: string, { input, output }: Terminal): Promise<string> {
  output.write(words);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  try {
    return await new Promise((resolve, reject) => {
      lines.once("line", resolve);
      lines.once("close", () => reject(new Refusal("No passphrase was given.")));
    });
  } finally {
    lines.close();
    output.write("\n");
  }
}
