// `waypost session`: takes a linked phone's session to another installation, without a new QR code.
import { open, readFile, rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { sessionFileBytesMax } from "@waypost/contract";
import type { Config } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Scope } from "../kernel/route.ts";
import { type Access, accessOptions, accessUsage, type ApiUse, readAccess, withApi } from "./api-access.ts";
import { inWords } from "./send/arguments.ts";
import { readPassphrase } from "./session/passphrase.ts";
import { print } from "./with-engine.ts";

export const summary = "move a linked phone to another installation, without a new QR code";

export const usage = `waypost session export --sender <id> --out <file>
waypost session import --sender <id> --in <file> [--start]

An export ends the session here, for good unless a person starts it again, and writes what it needs
into a file sealed with a passphrase. An import brings that into a sender over WhatsApp Web that is
linked to no phone; with --start it connects at once. Never let both installations run it: they
throw each other out, and messages get lost. Keep the file and the passphrase apart, and delete the
file afterwards: whoever has both, has the account.

The passphrase has at least 12 characters. It is asked for, or read from standard input when that is
no terminal.
  --passphrase-file <file>  read it from a file's first line instead
${accessUsage}
A key given by --api-key needs the scope sessions:export, or senders:write for an import.`;

const options = {
  ...accessOptions,
  sender: { type: "string" },
  out: { type: "string" },
  in: { type: "string" },
  start: { type: "boolean", default: false },
  "passphrase-file": { type: "string" },
} as const;

export async function run(args: string[], config: Config): Promise<number> {
  const [verb, ...rest] = args;
  if (verb !== "export" && verb !== "import") {
    throw new Refusal("Say what to do: `waypost session export` or `import`.");
  }
  const { values } = inWords(() => parseArgs({ args: rest, options }));
  const sender = values.sender ?? "";
  if (!sender.startsWith("snd_")) throw new Refusal("Name the sender by its id: --sender snd_0193a1b2….");
  const move = { sender, start: values.start, access: readAccess(values, config), config };
  const words = { file: values["passphrase-file"], twice: verb === "export" };
  if (verb === "export") {
    const path = values.out ?? missing("where to write the file: --out");
    return exportTo(path, await readPassphrase(words), move);
  }
  const file = await readSessionFile(values.in ?? missing("which file to bring in: --in"));
  return importFrom({ file, passphrase: await readPassphrase(words) }, move);
}

type Move = { sender: string; start: boolean; access: Access; config: Config };

function missing(what: string): never {
  throw new Refusal(`Say ${what} <file>.`);
}

function within<T>({ access, config }: Move, scope: Scope, work: (use: ApiUse) => Promise<T>): Promise<T> {
  return withApi(config, access, { name: "waypost session", scopes: [scope], patienceMs: 60_000 }, work);
}

/** The file is made first, so that a session is not ended for one that cannot be written. */
async function exportTo(path: string, passphrase: string, move: Move): Promise<number> {
  const out = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "EEXIST" ? "is there already" : `cannot be written (${error.code})`;
    throw new Refusal(`The file ${path} ${why}.`);
  });
  try {
    const { file, address } = await within(move, "sessions:export", ({ ask }) =>
      ask("POST /v1/senders/:id/session/export", { id: move.sender, body: { passphrase } }),
    );
    await out.writeFile(Buffer.from(file, "base64"));
    await out.sync();
    print(`The session of ${address} is in ${path}, and stopped here.`);
    return 0;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await out.close();
  }
}

async function readSessionFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(`The file ${path} cannot be read (${error.code}).`);
  });
  if (bytes.length > sessionFileBytesMax) throw new Refusal(`The file ${path} is too large for a session.`);
  return bytes.toString("base64");
}

async function importFrom(body: { file: string; passphrase: string }, move: Move): Promise<number> {
  const { sender: id, start } = move;
  return within(move, "senders:write", async ({ ask }) => {
    await ask("POST /v1/senders/:id/session/import", { id, body });
    if (!start) {
      print("The session is here, and stopped: start it once the other installation has let go of it.");
      return 0;
    }
    const { state } = await ask("POST /v1/senders/:id/session/start", { id });
    print(`The session is here and was started; it is ${state} so far.`);
    return 0;
  });
}
