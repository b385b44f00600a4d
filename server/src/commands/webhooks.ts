// `waypost webhooks`: which endpoints there are, what became of deliveries, and telling them again.
import { parseArgs } from "node:util";
import type { WebhookDeliveryResource, WebhookEndpointResource, WebhooksReplayed } from "@waypost/contract";
import { everyItem, firstOf } from "../client/index.ts";
import type { Config } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Scope } from "../kernel/route.ts";
import { accessOptions, accessUsage, type ApiUse, noneOf, readAccess, withApi } from "./api-access.ts";
import { inWords, readDuration } from "./send/arguments.ts";
import { count } from "./send/csv-words.ts";
import { inColumns } from "./terminal/columns.ts";
import { print } from "./with-engine.ts";

export const summary = "webhook endpoints, their deliveries, and telling them again";

export const usage = `waypost webhooks list
waypost webhooks deliveries [--endpoint <id>] [--state waiting|delivered|failed] [--limit <n>]
waypost webhooks replay <delivery> …
waypost webhooks replay --endpoint <id> --since <time> [--until <time>]

A replay of a span of time tells an endpoint what failed then, and what nobody wrote down for it
because it was disabled or not there yet; what was delivered is not told twice. A delivery that is
named by its id is told again in any case.

  --since, --until <time>   2026-11-18T00:00:00Z, or how long ago: 90m, 2h, 3d
  --limit <n>               how many of the newest deliveries to show (50)
  --json                    the result as JSON

${accessUsage}`;

const options = {
  ...accessOptions,
  endpoint: { type: "string" },
  state: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
  limit: { type: "string", default: "50" },
  json: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof readValues>["values"];
type Verb = (use: ApiUse, values: Values, ids: readonly string[]) => Promise<void>;

export async function run(args: string[], config: Config): Promise<number> {
  const [verb = "", ...rest] = args;
  const [work, scope] = verbs[verb] ?? [];
  if (work === undefined || scope === undefined)
    throw new Refusal("Say what to do: `waypost webhooks list`, `deliveries` or `replay`.");
  const { values, positionals: ids } = inWords(() => readValues(rest));
  if (verb !== "replay" && ids.length > 0) throw new Refusal(`${verb} takes no ids.`);
  if (verb === "replay") checkReplay(values, ids);
  const needs = { name: "waypost webhooks", scopes: [scope], patienceMs: 60_000 };
  await withApi(config, readAccess(values, config), needs, (use) => work(use, values, ids));
  return 0;
}

const verbs: Readonly<Record<string, [Verb, Scope] | undefined>> = {
  list: [list, "webhooks:read"],
  deliveries: [deliveries, "webhooks:read"],
  replay: [replay, "webhooks:write"],
};

function readValues(args: string[]) {
  return parseArgs({ args, options, allowPositionals: true });
}

function checkReplay({ endpoint, since, until, state }: Values, ids: readonly string[]): void {
  const isSpan = endpoint !== undefined && since !== undefined;
  const isNamed = ids.length > 0 && [endpoint, since, until].every((value) => value === undefined);
  if (!isSpan && !isNamed)
    throw new Refusal("Say what to tell again: deliveries by their ids, or --endpoint <id> --since <time>.");
  if (isSpan && ids.length > 0) throw new Refusal("Ids do not go with --endpoint and --since.");
  if (state !== undefined) throw new Refusal("--state goes with deliveries.");
}

async function list(use: ApiUse, { json }: Values): Promise<void> {
  const endpoints: WebhookEndpointResource[] = [];
  for await (const endpoint of everyItem((query) => use.ask("GET /v1/webhook-endpoints", { query })))
    endpoints.push(endpoint);
  if (json) return print(JSON.stringify({ data: endpoints }));
  if (endpoints.length === 0) return print(noneOf("webhook endpoints", use));
  inColumns(
    endpoints.map(({ id, state, state_reason, failing_since, events, url }) => {
      const trouble = failing_since === null ? state : `${state}, failing since ${failing_since}`;
      return [id, state_reason === null ? trouble : `${trouble} (${state_reason})`, events.join(","), url];
    }),
  ).forEach(print);
}

async function deliveries(use: ApiUse, { endpoint, state, limit, json }: Values): Promise<void> {
  if (!/^\d{1,5}$/.test(limit)) throw new Refusal("--limit takes a number.");
  const found = await firstOf(
    everyItem((query) => use.ask("GET /v1/webhook-deliveries", { query: { ...query, endpoint, state } })),
    Number(limit),
  );
  if (json) return print(JSON.stringify({ data: found.items }));
  if (found.items.length === 0) return print(noneOf("such deliveries of the last thirty days", use));
  inColumns(found.items.map(rowOf)).forEach(print);
  if (!found.isWhole) print(`These are the newest ${count(found.items.length)}; --limit shows more.`);
}

function rowOf(delivery: WebhookDeliveryResource): string[] {
  const { id, event_at, type, state, attempts, last_status, last_error, next_attempt_at } = delivery;
  const answer = last_error ?? (last_status === null ? "" : `HTTP ${last_status}`);
  const next = next_attempt_at === null ? "" : `next ${next_attempt_at}`;
  const tries = `${attempts} ${attempts === 1 ? "attempt" : "attempts"}`;
  return [id, event_at, type, state, tries, [answer, next].filter((part) => part !== "").join(", ")];
}

/** As many as one request may name. */
const idsMax = 1_000;

async function replay(use: ApiUse, values: Values, ids: readonly string[]): Promise<void> {
  const replayed = ids.length > 0 ? await replayThese(use, ids) : await replaySpan(use, values);
  const left =
    ids.length > replayed ? `; the other ${count(ids.length - replayed)} wait already or are not there` : "";
  const words = `${count(replayed)} ${replayed === 1 ? "delivery is" : "deliveries are"} told again${left}`;
  print(values.json ? JSON.stringify({ replayed }) : words);
}

async function replayThese({ ask }: ApiUse, ids: readonly string[]): Promise<number> {
  let replayed = 0;
  for (let from = 0; from < ids.length; from += idsMax) {
    const body = { ids: ids.slice(from, from + idsMax) };
    replayed += (await ask("POST /v1/webhook-deliveries/replay", { body })).replayed;
  }
  return replayed;
}

/** Request by request, each from where the one before had no more room. */
async function replaySpan({ ask }: ApiUse, { endpoint, since = "", until }: Values): Promise<number> {
  const end = until === undefined ? {} : { until: readTime(until, "--until") };
  let from: string | null = readTime(since, "--since");
  let replayed = 0;
  while (from !== null) {
    const body = { endpoint, since: from, ...end };
    const answer: WebhooksReplayed = await ask("POST /v1/webhook-deliveries/replay", { body });
    replayed += answer.replayed;
    from = answer.next_since;
  }
  return replayed;
}

/** An instant stays as it was written, for the API to judge. */
function readTime(text: string, option: string): string {
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return text;
  if (!/^\d+[smhd]$/.test(text))
    throw new Refusal(
      `${option} takes a time such as 2026-11-18T00:00:00Z, or how long ago, as 90m, 2h or 3d.`,
    );
  return new Date(Date.now() - readDuration(text, option) * 1_000).toISOString();
}
