// `waypost dead-letters`: the messages that failed for good, counted by why; sent again or dropped.
import { parseArgs } from "node:util";
import type { DeadLetter, DeadLetterReasons } from "@waypost/contract";
import { everyItem, firstOf } from "../client/index.ts";
import type { Config } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Scope } from "../kernel/route.ts";
import { accessOptions, accessUsage, type ApiUse, noneOf, readAccess, withApi } from "./api-access.ts";
import { inWords } from "./send/arguments.ts";
import { count } from "./send/csv-words.ts";
import { inColumns } from "./terminal/columns.ts";
import { requireYes } from "./terminal/consent.ts";
import { print } from "./with-engine.ts";

export const summary = "messages that failed for good: count them, send them again, drop them";

export const usage = `waypost dead-letters list [--code <code>] [--limit <n>]
waypost dead-letters replay <id> … | --code <code> | --all [--yes]
waypost dead-letters drop <id>

list counts them by the code they failed with, and shows the newest. replay sends them again: what
made them fail should have ended, or they fail again. It asks before it sends more than ten. What is
dropped is not asked about any more; its message stays failed.

  --code <code>             only those that failed with it, as recipient_undeliverable
  --all                     whatever they failed with
  --limit <n>               how many of the newest to show (20)
  --yes                     do not ask
  --json                    the result as JSON

${accessUsage}`;

const options = {
  ...accessOptions,
  code: { type: "string" },
  all: { type: "boolean", default: false },
  limit: { type: "string", default: "20" },
  yes: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof readValues>["values"];
type Verb = (use: ApiUse, values: Values, ids: readonly string[]) => Promise<void>;

export async function run(args: string[], config: Config): Promise<number> {
  const [verb = "", ...rest] = args;
  const [work, scopes] = verbs[verb] ?? [];
  if (work === undefined || scopes === undefined)
    throw new Refusal("Say what to do: `waypost dead-letters list`, `replay` or `drop`.");
  const { values, positionals: ids } = inWords(() => readValues(rest));
  checkChoice(verb, values, ids);
  const needs = { name: "waypost dead-letters", scopes, patienceMs: 60_000 };
  await withApi(config, readAccess(values, config), needs, (use) => work(use, values, ids));
  return 0;
}

const verbs: Readonly<Record<string, [Verb, readonly Scope[]] | undefined>> = {
  list: [list, ["messages:read"]],
  replay: [replay, ["messages:read", "dead-letters:write"]],
  drop: [drop, ["dead-letters:write"]],
};

function readValues(args: string[]) {
  return parseArgs({ args, options, allowPositionals: true });
}

function checkChoice(verb: string, { code, all }: Values, ids: readonly string[]): void {
  const ways = [ids.length > 0, code !== undefined, all].filter(Boolean).length;
  if (verb === "replay" && ways !== 1)
    throw new Refusal("Say which to send again: their ids, or --code <code>, or --all.");
  if (verb === "drop" && (ids.length !== 1 || ways !== 1)) throw new Refusal("Name the one to drop: msg_….");
  if (verb === "list" && (ids.length > 0 || all)) throw new Refusal("list takes --code and --limit only.");
}

function countThem({ ask }: ApiUse, code: string | undefined): Promise<DeadLetterReasons> {
  return ask("GET /v1/dead-letters/reasons", { query: { code } });
}

async function list(use: ApiUse, { code, limit, json }: Values): Promise<void> {
  if (!/^\d{1,5}$/.test(limit)) throw new Refusal("--limit takes a number.");
  const { counted, is_more: isMore, data: reasons } = await countThem(use, code);
  const letters = everyItem((query) => use.ask("GET /v1/dead-letters", { query: { ...query, code } }));
  const { items: newest } = await firstOf(letters, Number(limit));
  if (json) {
    const counts = Object.fromEntries(reasons.map((reason) => [reason.code, reason.count]));
    return print(JSON.stringify({ counts, is_whole: !isMore, data: newest }));
  }
  if (counted === 0) return print(noneOf("dead letters", use));
  print(`${isMore ? "More than " : ""}${count(counted)} dead letters`);
  inColumns(reasons.map((reason) => [`  ${reason.code}`, count(reason.count)])).forEach(print);
  if (newest.length > 0) print("The newest:");
  inColumns(newest.map(rowOf)).forEach(print);
}

function rowOf({ id, to, dead_at, error }: DeadLetter): string[] {
  return [`  ${id}`, to, dead_at, error === null ? "unknown" : `${error.code}: ${error.detail}`];
}

/** Fewer are not worth a question. */
const unaskedMax = 10;
/** As many as one request may name. */
const idsMax = 1_000;

async function replay(use: ApiUse, values: Values, ids: readonly string[]): Promise<void> {
  const { code, yes, json } = values;
  if (!yes) await askFirst(use, code, ids);
  let replayed = 0;
  for (const body of bodiesOf(code, ids)) {
    const answer = await use.ask("POST /v1/dead-letters/replay", { body });
    replayed += answer.replayed;
  }
  print(json ? JSON.stringify({ replayed }) : wordsOf(replayed, ids.length));
}

async function askFirst(use: ApiUse, code: string | undefined, ids: readonly string[]): Promise<void> {
  const found = ids.length > 0 ? { counted: ids.length, is_more: false } : await countThem(use, code);
  if (found.counted <= unaskedMax) return;
  const number = `${found.is_more ? "more than " : ""}${count(found.counted)}`;
  await requireYes(`Send ${number} messages again?`, use.signal);
}

function* bodiesOf(code: string | undefined, ids: readonly string[]): Generator<object> {
  if (ids.length === 0) yield { filter: code === undefined ? {} : { code } };
  for (let from = 0; from < ids.length; from += idsMax) yield { ids: ids.slice(from, from + idsMax) };
}

/** So many the API takes at a time, and one time is enough to see how they fare. */
const replayMax = 10_000;

function wordsOf(replayed: number, named: number): string {
  if (named > 0 && replayed < named)
    return `${count(replayed)} of ${count(named)} are sent again; the others are no dead letters.`;
  const more = replayed === replayMax ? "; the same command goes on with the next ones" : "";
  return `${count(replayed)} ${replayed === 1 ? "is" : "are"} sent again${more}`;
}

async function drop({ ask }: ApiUse, { json }: Values, [id = ""]: readonly string[]): Promise<void> {
  await ask("DELETE /v1/dead-letters/:id", { id });
  print(json ? JSON.stringify({ dropped: id }) : `${id} is dropped; its message stays failed`);
}
