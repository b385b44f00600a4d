// `waypost tail`: follows new messages and what becomes of them.
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { messageStatuses, type MessageResource, type MessageStatus } from "@waypost/contract";
import type { Config } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import { accessOptions, accessUsage, type ApiUse, readAccess, refusalOf, withApi } from "./api-access.ts";
import { inWords } from "./send/arguments.ts";
import { beforeFirstLook, changesIn, type Watch } from "./tail/changes.ts";
import { eventScopes, followEvents } from "./tail/follow-events.ts";
import { print } from "./with-engine.ts";

export const summary = "follow new messages and what becomes of them";

export const usage = `waypost tail [--status <status>] [--recipient <number>] [--json]
waypost tail --types <types> [--since <event>] [--json]

Begins with the last ten messages, and goes on until Ctrl-C.
  --status <status>         only changes to it: ${messageStatuses.slice(0, 6).join(", ")},
                            ${messageStatuses.slice(6).join(", ")}
  --recipient <number>      only messages to this number
  --types <types>           events instead of messages: message.*,session.banned or others by
                            commas, * for all; goes on by itself where it was cut off
  --since <event>           first what came after this event: evt_…
  --json                    a JSON object per line
${accessUsage}`;

const options = {
  ...accessOptions,
  status: { type: "string" },
  recipient: { type: "string" },
  types: { type: "string" },
  since: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

export async function run(args: string[], config: Config): Promise<number> {
  const { values } = inWords(() => parseArgs({ args, options }));
  const access = readAccess(values, config);
  if (values.types !== undefined || values.since !== undefined) return runEvents(values, config);
  const filter = { status: readStatus(values.status), recipient: values.recipient };
  const needs = { name: "waypost tail", scopes: ["messages:read"], patienceMs: 600_000 } as const;
  return withApi(config, access, needs, (use) =>
    follow(use, { ...filter, json: values.json, url: access.url }),
  );
}

type EventValues = Parameters<typeof readAccess>[0] &
  Partial<Record<"types" | "since" | "status" | "recipient", string>> & {
    json: boolean;
  };

function runEvents(values: EventValues, config: Config): Promise<number> {
  if (values.status !== undefined || values.recipient !== undefined)
    throw new Refusal(
      "Events name neither recipients nor a status apart: leave --status and --recipient out.",
    );
  const access = readAccess(values, config);
  const needs = { name: "waypost tail", scopes: eventScopes, patienceMs: 600_000 };
  const types = values.types === "*" ? undefined : values.types;
  return withApi(config, access, needs, (use) =>
    followEvents(use, { types, after: values.since, json: values.json, url: access.url }),
  );
}

type Following = {
  status: MessageStatus | undefined;
  recipient: string | undefined;
  json: boolean;
  url: string;
};

const everyMs = 1_000;
const firstLook = 10;
/** More than this between two looks are not all shown, and a line says so. */
const pagesMax = 5;

async function follow({ client, signal }: ApiUse, filter: Following): Promise<number> {
  let watch: Watch = beforeFirstLook;
  while (!signal.aborted) {
    const read = await readWindow(client, watch, filter.recipient);
    if (!read.ok) {
      if (read.failure.code === "canceled") break;
      throw refusalOf(read.failure, filter.url);
    }
    if (read.cut) console.error("waypost: more is happening than can be shown; some is left out.");
    const { changes, next } = changesIn(watch, read.messages);
    for (const message of changes) {
      if (filter.status === undefined || message.status === filter.status) {
        print(filter.json ? JSON.stringify(message) : lineOf(message));
      }
    }
    watch = next;
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return 0;
}

type Window =
  | { ok: true; messages: MessageResource[]; cut: boolean }
  | Extract<Awaited<ReturnType<ApiUse["client"]["listMessages"]>>, { ok: false }>;

/** Everything since the watch's begin, newest first; at the first look the newest few. */
async function readWindow(
  client: ApiUse["client"],
  { since }: Watch,
  recipient: string | undefined,
): Promise<Window> {
  const query = {
    limit: since === null ? firstLook : 200,
    ...(since === null ? {} : { since }),
    ...(recipient === undefined ? {} : { recipient }),
  };
  const messages: MessageResource[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < pagesMax; pages++) {
    const page = await client.listMessages(after === null ? query : { ...query, after });
    if (!page.ok) return page;
    messages.push(...page.value.data);
    after = page.value.next;
    if (after === null || since === null) return { ok: true, messages, cut: false };
  }
  return { ok: true, messages, cut: true };
}

function lineOf({ updated_at, id, to, status, type, category, error }: MessageResource): string {
  const time = new Date(updated_at).toISOString().slice(11, 23);
  const why = error === null ? "" : `  ${error.code}: ${error.detail}`;
  return `${time}  ${id}  ${to.padEnd(16)} ${status.padEnd(10)}${type}/${category}${why}`;
}

function readStatus(text: string | undefined): MessageStatus | undefined {
  if (text === undefined) return undefined;
  const status = messageStatuses.find((known) => known === text);
  if (status !== undefined) return status;
  throw new Refusal(`There is no status "${text}"; there are ${messageStatuses.join(", ")}.`);
}
