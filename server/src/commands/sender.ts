// `waypost sender`: which numbers there are and how they are, and linking a phone from the terminal.
import { parseArgs } from "node:util";
import type { SenderResource } from "@waypost/contract";
import { everyItem } from "../client/index.ts";
import type { Config } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import { accessOptions, accessUsage, type ApiUse, noneOf, readAccess, withApi } from "./api-access.ts";
import { inWords } from "./send/arguments.ts";
import { findSender } from "./sender/find-sender.ts";
import { pair } from "./sender/pair.ts";
import { inColumns } from "./terminal/columns.ts";
import { print } from "./with-engine.ts";

export const summary = "list senders, see how one is, link its phone";

export const usage = `waypost sender list
waypost sender show <id|number>
waypost sender pair <id|number> [--phone <number>]

pair starts a sender's session and shows the QR code to scan on its phone: in WhatsApp under
Settings, Linked devices, Link a device. The code is renewed in its place until the phone is linked,
or until WhatsApp gives no more of them. Ctrl-C ends the command, not the session and not a link.

  --phone <number>          show a code to type on this phone instead of one to scan
  --json                    the result as JSON; of pair an object per line: each code, the session
Exit code of pair is 0 when the phone is linked.

${accessUsage}`;

const options = {
  ...accessOptions,
  phone: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

export async function run(args: string[], config: Config): Promise<number> {
  const [verb = "", ...rest] = args;
  if (!["list", "show", "pair"].includes(verb))
    throw new Refusal("Say what to do: `waypost sender list`, `show` or `pair`.");
  const { values, positionals } = inWords(() => parseArgs({ args: rest, options, allowPositionals: true }));
  const { phone, json } = values;
  if (positionals.length !== (verb === "list" ? 0 : 1))
    throw new Refusal(
      verb === "list" ? "list takes no sender." : `Name one sender by its id or number: ${verb} snd_….`,
    );
  if (phone !== undefined && verb !== "pair") throw new Refusal("--phone goes with pair.");
  const [named = ""] = positionals;
  const scopes = verb === "pair" ? (["senders:read", "senders:write"] as const) : (["senders:read"] as const);
  const access = readAccess(values, config);
  return withApi(config, access, { name: "waypost sender", scopes, patienceMs: 60_000 }, async (use) => {
    if (verb === "list") return list(use, json);
    const sender = await findSender(use, named);
    if (verb === "show") return show(sender, json);
    return pair(use, sender.id, { phone, json, url: access.url, out: process.stdout });
  });
}

async function list(use: ApiUse, json: boolean): Promise<number> {
  const senders: SenderResource[] = [];
  for await (const sender of everyItem((query) => use.ask("GET /v1/senders", { query })))
    senders.push(sender);
  if (json) print(JSON.stringify({ data: senders }));
  else if (senders.length === 0) print(noneOf("senders", use));
  else inColumns(senders.map(rowOf)).forEach(print);
  return 0;
}

function rowOf({
  id,
  name,
  transport,
  address,
  session,
  health,
  default: isDefault,
}: SenderResource): string[] {
  const called = isDefault ? `${name} (default)` : name;
  return [id, address ?? "no number yet", transport, session.state, health.state, called];
}

function show(sender: SenderResource, json: boolean): number {
  if (json) {
    print(JSON.stringify(sender));
    return 0;
  }
  const { session, health, limits } = sender;
  const advice = session.advice;
  const rows = [
    ["sender", rowOf(sender).join("  ")],
    [
      "session",
      `${session.state} since ${session.since}${session.reason === null ? "" : `: ${session.reason}`}`,
    ],
    ...(advice === undefined ? [] : [["", advice.meaning]]),
    ...(advice?.action ? [["", advice.action]] : []),
    ["health", health.score === null ? health.state : `${health.state}, ${health.score} of 100`],
    ...health.reasons.map(({ text }) => ["", text]),
    ["a second", limits.per_second === null ? "no limit" : String(limits.per_second)],
    [
      "a day",
      limits.per_day === null ? "no limit" : `${limits.per_day}, sent today ${limits.sent_today ?? 0}`,
    ],
    ...(limits.warm_up_stage === null ? [] : [["warm-up", limits.warm_up_stage]]),
    ...(limits.resumes_at === null ? [] : [["resumes", limits.resumes_at]]),
  ];
  inColumns(rows).forEach(print);
  return 0;
}
