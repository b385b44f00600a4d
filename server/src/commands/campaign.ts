// `waypost campaign`: which campaigns there are and how far they have come; launching, stopping and watching one.
import { parseArgs } from "node:util";
import type { CampaignResource } from "@waypost/contract";
import { everyItem, firstOf } from "../client/index.ts";
import type { Config } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Scope } from "../kernel/route.ts";
import { accessOptions, accessUsage, type ApiUse, noneOf, readAccess, withApi } from "./api-access.ts";
import { watchCampaign } from "./campaign/watch.ts";
import { sayCampaign, sayStanding } from "./campaign/words.ts";
import { inWords } from "./send/arguments.ts";
import { inColumns } from "./terminal/columns.ts";
import { print } from "./with-engine.ts";

export const summary = "list, launch, pause and watch campaigns";

export const usage = `waypost campaign list [--status <status>]
waypost campaign show <id>
waypost campaign launch <id> [--skip-test]
waypost campaign pause|resume|cancel <id>
waypost campaign watch <id>

show and watch say how many people it has, how far their messages have come, and what it waits for.
watch goes on, drawing that anew in its place, until the campaign is finished or canceled, or until
Ctrl-C; its exit code is 1 for a canceled one. A pause holds what waits, and resume goes on; cancel
takes back for good what has not left.

  --skip-test               launch although nobody was sent a test of it as it is now
  --status <status>         draft, scheduled, running, paused, finished or canceled
  --json                    the result as JSON; of watch an object per line

${accessUsage}`;

const options = {
  ...accessOptions,
  "skip-test": { type: "boolean", default: false },
  status: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof readValues>["values"];
type Verb = (use: ApiUse, id: string, values: Values) => Promise<number>;

export async function run(args: string[], config: Config): Promise<number> {
  const [verb = "", ...rest] = args;
  const [work, scopes] = verbs[verb] ?? [];
  if (work === undefined || scopes === undefined)
    throw new Refusal(`Say what to do: \`waypost campaign\` with ${Object.keys(verbs).join(", ")}.`);
  const { values, positionals } = inWords(() => readValues(rest));
  const [id = ""] = positionals;
  if (positionals.length !== (verb === "list" ? 0 : 1) || (verb !== "list" && !id.startsWith("cmp_")))
    throw new Refusal(verb === "list" ? "list takes no id." : `Name one campaign by its id: ${verb} cmp_….`);
  if (values["skip-test"] && verb !== "launch") throw new Refusal("--skip-test goes with launch.");
  if (values.status !== undefined && verb !== "list") throw new Refusal("--status goes with list.");
  const needs = { name: "waypost campaign", scopes, patienceMs: verb === "watch" ? 600_000 : 60_000 };
  return withApi(config, readAccess(values, config), needs, (use) => work(use, id, values));
}

const reads = ["campaigns:read"] as const;
const moves = ["campaigns:read", "campaigns:launch"] as const;

const verbs: Readonly<Record<string, [Verb, readonly Scope[]] | undefined>> = {
  list: [list, reads],
  show: [show, reads],
  launch: [launch, moves],
  pause: [({ ask }, id, values) => moved(ask("POST /v1/campaigns/:id/pause", { id }), values), moves],
  resume: [({ ask }, id, values) => moved(ask("POST /v1/campaigns/:id/resume", { id }), values), moves],
  cancel: [({ ask }, id, values) => moved(ask("POST /v1/campaigns/:id/cancel", { id }), values), moves],
  watch: [(use, id, { json }) => watchCampaign(use, id, { json, out: process.stdout }), reads],
};

function readValues(args: string[]) {
  return parseArgs({ args, options, allowPositionals: true });
}

/** Older ones are found by their status. */
const listedMax = 1_000;

async function list(use: ApiUse, _: string, { status, json }: Values): Promise<number> {
  const campaigns = everyItem((query) => use.ask("GET /v1/campaigns", { query: { ...query, status } }));
  const { items, isWhole } = await firstOf(campaigns, listedMax);
  if (json) {
    print(JSON.stringify({ data: items }));
    return 0;
  }
  if (items.length === 0) print(noneOf(status === undefined ? "campaigns" : `${status} campaigns`, use));
  inColumns(items.map(({ id, status: now, created_at, name }) => [id, now, created_at, name])).forEach(print);
  if (!isWhole) print(`These are the newest ${listedMax}.`);
  return 0;
}

async function show({ ask }: ApiUse, id: string, { json }: Values): Promise<number> {
  const campaign = await ask("GET /v1/campaigns/:id", { id });
  const analytics = await ask("GET /v1/campaigns/:id/analytics", { id });
  if (json) print(JSON.stringify({ campaign, analytics }));
  else print(sayCampaign(campaign, analytics).join("\n"));
  return 0;
}

function launch({ ask }: ApiUse, id: string, values: Values): Promise<number> {
  const body = values["skip-test"] ? { skip_test: true } : {};
  return moved(ask("POST /v1/campaigns/:id/launch", { id, body }), values);
}

async function moved(moving: Promise<CampaignResource>, { json }: Values): Promise<number> {
  const campaign = await moving;
  print(json ? JSON.stringify(campaign) : sayStanding(campaign).join("\n"));
  return 0;
}
