// Sends a CSV file: checks it whole, sends its good rows, waits for receipts, and says how it went.
import { setFlagsFromString } from "node:v8";
import type { Config } from "../../config.ts";
import {
  type Check,
  checkFile,
  type Counts,
  type CsvSend,
  followStatuses,
  isUnchanged,
  makePlan,
  noRejectsFile,
  openRejectsFile,
  type Plan,
  type RejectsFile,
  type Sent,
  sendRows,
} from "../../csv-send/index.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { type Access, type ApiUse, readAccess, refusalOf, withApi } from "../api-access.ts";
import { type Arguments, readContent, readDuration, readOptions, readPair } from "./arguments.ts";
import { createProgress } from "./progress.ts";
import { sayCheck, saySent, type Outcome } from "./csv-words.ts";

export async function sendCsv(values: Arguments, config: Config): Promise<number> {
  const access = readAccess(values, config);
  const plan = await makePlan(csvSend(values, access));
  keepHeapSmall();
  const rejects =
    values.rejects === undefined
      ? noRejectsFile
      : await openRejectsFile(values.rejects, plan.file.path, plan.rules.columns.header);
  try {
    const check = await checkFile(plan, rejects);
    const how = { json: values.json, dryRun: values["dry-run"] === true, rejects: values.rejects };
    sayCheck(plan, check, how);
    if (check.good === 0) throw new Refusal("No row of the file can be sent.");
    if (how.dryRun) return 0;
    return await sendChecked({ values, config, access, plan, check, rejects });
  } finally {
    await rejects.close();
  }
}

/**
 * A row is garbage a moment after it was read, and on a large machine V8 lets 200 MB of it gather before it
 * looks. Told to prefer space it keeps the whole command below that, at the cost of some of the time.
 */
function keepHeapSmall(): void {
  setFlagsFromString("--optimize-for-size");
}

type Work = {
  values: Arguments;
  config: Config;
  access: Access;
  plan: Plan;
  check: Check;
  rejects: RejectsFile;
};

/** Long enough for a restart of everything, with a database to recover. */
const patienceMs = 120_000;

function sendChecked(work: Work): Promise<number> {
  const { values, config, access, plan, check } = work;
  const scopes = ["messages:read", "messages:write"] as const;
  const needs = { name: "waypost send --csv", scopes, patienceMs };
  return withApi(config, access, needs, async (use) => {
    const sent = await send(work, use);
    const outcome: Outcome = { sendId: plan.id, check, sent, statuses: null, settled: false };
    if (values.wait !== false && sent.from !== null && sent.stoppedBy === null) {
      Object.assign(outcome, await follow(work, use, sent));
    }
    saySent(outcome, { json: values.json, rejects: values.rejects });
    if (sent.stoppedBy !== null) {
      const { message } = refusalOf(sent.stoppedBy, access.url);
      throw new Refusal(
        `The send stopped: ${message}\nRun the same command again to go on; nobody gets two.`,
      );
    }
    return sent.accepted + sent.acceptedBefore === check.good ? 0 : 1;
  });
}

async function send({ values, plan, check, rejects }: Work, { client }: ApiUse): Promise<Sent> {
  if (!(await isUnchanged(plan.file))) {
    throw new Refusal(`${plan.file.path} was changed while it was checked; nothing was sent.`);
  }
  const progress = createProgress(process.stderr, { verb: "accepted", total: check.good });
  const sent = await sendRows(plan, {
    client,
    rejects,
    batchSize: readBatchSize(values["batch-size"]),
    onProgress: ({ accepted, acceptedBefore }) => progress.show(accepted + acceptedBefore),
  });
  progress.end();
  if (sent.stoppedBy === null && !(await isUnchanged(plan.file))) {
    console.error(`waypost: ${plan.file.path} was changed while it was sent; rows may be missing or mixed.`);
  }
  return sent;
}

const quietMs = 60_000;

async function follow(
  { values, access, plan }: Work,
  { client, signal }: ApiUse,
  { accepted, acceptedBefore, from, until }: Sent,
): Promise<{ statuses: Counts | null; settled: boolean }> {
  if (from === null || until === null) return { statuses: null, settled: false };
  const total = accepted + acceptedBefore;
  const progress = createProgress(process.stderr, { verb: "settled", total });
  const followed = await followStatuses(
    { id: plan.id, total, from, until },
    {
      client,
      signal,
      quietMs,
      timeoutMs: readDuration(values.timeout ?? "15m", "--timeout") * 1_000,
      onProgress: progress.show,
    },
  );
  progress.end();
  if (followed.ok) return { statuses: followed.statuses, settled: followed.settled };
  // Everything was accepted; that nobody can be asked about it now is a lesser thing.
  if (followed.failure.code !== "canceled") {
    console.error(`waypost: ${refusalOf(followed.failure, access.url).message}`);
  }
  return { statuses: null, settled: false };
}

function csvSend(values: Arguments, access: Access): CsvSend {
  const { country, again, encoding } = values;
  if (country !== undefined && !/^[A-Z]{2}$/.test(country)) {
    throw new Refusal("--country takes a code such as IN.");
  }
  // Refused before the file is read, not after.
  readBatchSize(values["batch-size"]);
  readDuration(values.timeout ?? "15m", "--timeout");
  return {
    path: values.csv ?? "",
    reading: { encoding: encoding?.toLowerCase(), separator: readSeparator(values.separator) },
    columns: values.column.map((pair) => {
      const [name, column] = readPair(pair, '--column phone="Mobile no."');
      return { name, column };
    }),
    country: country ?? null,
    content: readContent(values),
    options: readOptions(values),
    mode: access.mode,
    again: again ?? null,
  };
}

function readBatchSize(text = "500"): number {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= 1_000) return size;
  throw new Refusal("--batch-size is a number from 1 to 1000.");
}

function readSeparator(text: string | undefined): string | undefined {
  const separator = text === "tab" || text === "\\t" ? "\t" : text;
  if (separator === undefined || /^[^"\r\n]$/.test(separator)) return separator;
  throw new Refusal('--separator is one character, or "tab".');
}
