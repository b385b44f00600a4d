// Sends one message, and follows it when asked to.
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { MessageObject, MessageResource, MessageStatus, TimelineEntry } from "@waypost/contract";
import type { OutgoingMessage } from "../../client/index.ts";
import type { Config } from "../../config.ts";
import type { ContentChoice } from "../../csv-send/index.ts";
import { type Access, type ApiUse, readAccess, refusalOf, withApi } from "../api-access.ts";
import { print } from "../with-engine.ts";
import { type Arguments, readContent, readDuration, readOptions } from "./arguments.ts";

export async function sendOne(values: Arguments, config: Config): Promise<number> {
  const message: OutgoingMessage = {
    ...readOptions(values),
    to: values.to ?? "",
    ...(values.reference === undefined ? {} : { client_reference: values.reference }),
    ...messageOf(readContent(values)),
  };
  const timeoutMs = readDuration(values.timeout ?? "60s", "--timeout") * 1_000;
  const access = readAccess(values, config);
  const scopes = ["messages:read", "messages:write"] as const;
  const needs = { name: "waypost send", scopes, patienceMs: 10_000 };
  return withApi(config, access, needs, async (use) => {
    const result = await use.client.sendMessage(message, values["idempotency-key"] ?? randomUUID());
    if (!result.ok) throw refusalOf(result.failure, access.url);
    const { id, to, from, status } = result.value;
    if (values.wait !== true) {
      const before = result.replayed ? " by an earlier command" : "";
      const line = `${id}  accepted${before}, ${status}: to ${to} from ${from} (${access.mode})`;
      print(values.json ? JSON.stringify(result.value) : line);
      return 0;
    }
    return follow(use, access, id, { json: values.json, timeoutMs });
  });
}

function messageOf(content: ContentChoice): MessageObject {
  if (content.kind === "text") return { type: "text", text: { body: content.text } };
  const { name, language, variables } = content;
  const filled = Object.keys(variables).length === 0 ? {} : { variables };
  return { type: "template", template: { name, language, ...filled } };
}

type Following = { json: boolean; timeoutMs: number };

/** What nothing worth waiting for follows. */
const ends: ReadonlySet<MessageStatus> = new Set([
  "delivered",
  "read",
  "played",
  "failed",
  "expired",
  "canceled",
  "skipped",
]);
const arrived: ReadonlySet<MessageStatus> = new Set(["delivered", "read", "played"]);

async function follow(
  { client, signal }: ApiUse,
  { url }: Access,
  id: string,
  { json, timeoutMs }: Following,
): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  if (!json) print(id);
  const shown = new Set<string>();
  for (;;) {
    const result = await client.readMessage(id);
    if (!result.ok) throw refusalOf(result.failure, url);
    const message = result.value;
    for (const line of (message.timeline ?? []).map(timelineLine)) {
      // A receipt may be older than what is known already, so new entries are not always the last ones.
      if (!json && !shown.has(line)) print(line);
      shown.add(line);
    }
    const over = performance.now() >= deadline;
    if (ends.has(message.status) || over) return conclude(message, { json, over });
    await wait(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

const pollMs = 300;

function conclude(message: MessageResource, { json, over }: { json: boolean; over: boolean }): number {
  const { status, error } = message;
  if (json) print(JSON.stringify(message));
  else {
    const still = over && !ends.has(status) ? "; no more news in time" : "";
    const why = error === null ? "" : `: ${error.title}. ${error.detail} (${error.code})`;
    print(`${status}${still}${why}`);
  }
  return arrived.has(status) ? 0 : 1;
}

function timelineLine({ at, type, source, detail }: TimelineEntry): string {
  const time = new Date(at).toISOString().slice(11, 23);
  const more = detail === null ? "" : `  ${JSON.stringify(detail)}`;
  return `  ${time}  ${type.padEnd(18)}${source}${more}`;
}
