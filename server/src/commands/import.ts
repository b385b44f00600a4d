// `waypost import`: a CSV or Excel file becomes contacts, or a list of people to whom nothing is sent.
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { ContactImportResource } from "@waypost/contract";
import type { Config } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import {
  type Access,
  accessOptions,
  accessUsage,
  type ApiUse,
  readAccess,
  refusalOf,
  withApi,
} from "./api-access.ts";
import { sayImport } from "./import/words.ts";
import { inWords, readPair } from "./send/arguments.ts";
import { createProgress } from "./send/progress.ts";

export const summary = "import contacts, or people who opted out, from a CSV or Excel file";

export const usage = `waypost import <file> [--dry-run] [--column phone="Mobile no."] [--country IN]
waypost import <file> --opted-out [--reason <text>]

  --dry-run                 say what would become of every row, and change nothing
  --column <what>=<column>  what a column is: phone, name, language, time_zone, tags,
                            attribute:<name> or ignore; by its header, or by its place (#3).
                            Columns that are not named are guessed
  --country <code>          whose numbers are meant where no country code is written
  --list <id>, --tag <tag>  put everybody on a list; give everybody a tag
  --update never|empty|always     what happens to what is known of somebody already (empty)
  --duplicates first|last|merge   which of several rows with one number counts (first)
  --consent <json>|@<file>  the evidence that they want messages: purpose, source, wording, proof.
                            Without it nobody is opted in
  --opted-out               the numbers are of people who opted out elsewhere: nothing is sent to
                            them any more; with --purpose marketing|all and --reason <text>
  --rejects <file>          write the rows that were refused, with the reason, into a CSV file
  --no-header, --encoding, --separator   when they are guessed wrong
  --no-wait                 do not wait until it is done
Exit code 0 when every row was taken.

  --json                    the result as JSON
${accessUsage}`;

const options = {
  ...accessOptions,
  "dry-run": { type: "boolean", default: false },
  column: { type: "string", multiple: true, default: [] as string[] },
  country: { type: "string" },
  list: { type: "string" },
  tag: { type: "string", multiple: true, default: [] as string[] },
  update: { type: "string" },
  duplicates: { type: "string" },
  consent: { type: "string" },
  "opted-out": { type: "boolean", default: false },
  purpose: { type: "string" },
  reason: { type: "string" },
  rejects: { type: "string" },
  header: { type: "boolean" },
  encoding: { type: "string" },
  separator: { type: "string" },
  wait: { type: "boolean", default: true },
  json: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof readValues>["values"];

export async function run(args: string[], config: Config): Promise<number> {
  const { values, positionals } = inWords(() => readValues(args));
  const [file] = positionals;
  if (file === undefined || positionals.length > 1)
    throw new Refusal("Say which file: waypost import <file>.");
  const sizeBytes = await sizeOf(file);
  const query = await queryOf(values, file);
  const access = readAccess(values, config);
  const needs = {
    name: "waypost import",
    scopes: ["contacts:read", "contacts:write"] as const,
    patienceMs: 60_000,
  };
  return withApi(config, access, needs, async (use) => {
    const begun = await send(use, access, { file, sizeBytes, query, isSuppression: values["opted-out"] });
    const shown = values.wait ? await follow(use, begun) : begun;
    if (values.rejects !== undefined && shown.rejects_url !== null) {
      const saved = await use.client.downloadRejects(shown.id, createWriteStream(values.rejects));
      if (!saved.ok) throw refusalOf(saved.failure, access.url);
    }
    sayImport(shown, { json: values.json, rejects: values.rejects });
    const isWhole = shown.state === "done" ? shown.rejected === 0 : !values.wait;
    return isWhole ? 0 : 1;
  });
}

function readValues(args: string[]) {
  return parseArgs({ args, options, allowPositionals: true, allowNegative: true });
}

async function sizeOf(file: string): Promise<number> {
  const stats = await stat(file).catch(() => null);
  if (stats === null || !stats.isFile()) throw new Refusal(`There is no file ${file}.`);
  if (stats.size === 0) throw new Refusal(`${file} is empty.`);
  return stats.size;
}

/** What the API may refuse it says better than a second copy of its rules would. */
async function queryOf(values: Values, file: string): Promise<Record<string, string>> {
  const mapping = Object.fromEntries(
    values.column.map((pair) => {
      const [what, column] = readPair(pair, '--column phone="Mobile no."');
      return [column, what];
    }),
  );
  const { country, list, update, duplicates, purpose, reason, encoding, separator, header } = values;
  const given: Record<string, string | undefined> = {
    mode: values["dry-run"] ? "dry_run" : "commit",
    filename: basename(file),
    country,
    list,
    update,
    duplicates,
    purpose,
    reason,
    encoding,
    separator,
    header: header === undefined ? undefined : String(header),
    tags: values.tag.length === 0 ? undefined : values.tag.join(","),
    consent: values.consent === undefined ? undefined : await readText(values.consent),
    mapping: values.column.length === 0 ? undefined : JSON.stringify(mapping),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function readText(given: string): Promise<string> {
  if (!given.startsWith("@")) return given;
  return readFile(given.slice(1), "utf8").catch(() => {
    throw new Refusal(`The file ${given.slice(1)} cannot be read.`);
  });
}

type Sending = { file: string; sizeBytes: number; query: Record<string, string>; isSuppression: boolean };

async function send({ client }: ApiUse, { url }: Access, sending: Sending): Promise<ContactImportResource> {
  const { file, sizeBytes, query, isSuppression } = sending;
  const progress = createProgress(process.stderr, { verb: "bytes sent", total: sizeBytes });
  let sent = 0;
  const body = createReadStream(file).on("data", (chunk) => progress.show((sent += chunk.length)));
  const result = await client.importFile({
    path: isSuppression ? "/v1/suppressions/import" : "/v1/contacts/import",
    query,
    body,
    sizeBytes,
    idempotencyKey: randomUUID(),
  });
  progress.end();
  if (!result.ok) throw refusalOf(result.failure, url);
  return result.value;
}

const pollMs = 500;

async function follow({ ask, signal }: ApiUse, begun: ContactImportResource) {
  let progress: ReturnType<typeof createProgress> | null = null;
  for (let shown = begun; ;) {
    if (shown.state !== "waiting" && shown.state !== "running") {
      progress?.end();
      return shown;
    }
    if (shown.rows_total !== null) {
      progress ??= createProgress(process.stderr, { verb: "rows", total: shown.rows_total });
      progress.show(shown.rows);
    }
    // oxlint-disable-next-line no-await-in-loop -- it is asked again and again, with a pause
    await wait(pollMs, undefined, { signal }).catch(() => {
      throw new Refusal(`Import ${shown.id} goes on without you; its page tells how it ended.`);
    });
    // oxlint-disable-next-line no-await-in-loop -- as above
    shown = await ask("GET /v1/contacts/import/:id", { id: shown.id });
  }
}
