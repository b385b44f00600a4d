// How the commands that use the API reach it: where it is, with which key, and what its refusals say at a
// terminal.
import { readFileSync } from "node:fs";
import { attach } from "../attach.ts";
import {
  type Client,
  createClient,
  type Failure,
  type PlainRoute,
  type PlainRoutes,
  type Wish,
} from "../client/index.ts";
import type { Config } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Mode, Scope } from "../kernel/route.ts";
import { createOwnKey } from "./own-key.ts";

export const accessOptions = {
  url: { type: "string" },
  "api-key": { type: "string" },
  tenant: { type: "string", default: "default" },
  mode: { type: "string" },
} as const;

export const accessUsage = [
  "  --api-key <key>|@<file>   the key to use; without it, and on Waypost's own machine,",
  "                            a key that lives an hour is made and revoked in the end",
  "  --tenant <slug>           whose key to make (default)",
  "  --mode test|live          which senders it reaches: simulated people, or real ones (test)",
  "  --url <address>           where the API is, when not on this machine",
].join("\n");

export type AccessChoice = {
  url?: string | undefined;
  "api-key"?: string | undefined;
  tenant: string;
  mode?: string | undefined;
};

export type Access = { url: string; mode: Mode; apiKey: string | null; tenant: string };

export function readAccess(values: AccessChoice, config: Config): Access {
  const apiKey = readKey(values["api-key"]);
  const url = values.url ?? `http://127.0.0.1:${config.http.port}`;
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) {
    throw new Refusal(`--url takes an address such as https://waypost.example.com, not "${url}".`);
  }
  return { url, apiKey, mode: readMode(values.mode, apiKey), tenant: values.tenant };
}

export type ApiUse = {
  client: Client;
  /** Answers, or ends the command with what was refused. */
  ask<Name extends PlainRoute>(route: Name, wish?: Wish): Promise<PlainRoutes[Name]>;
  /** Which senders its key reaches, and what belongs to them. */
  mode: Mode;
  /** Ends with Ctrl-C. */
  signal: AbortSignal;
};

export type ApiNeeds = { name: string; scopes: readonly Scope[]; patienceMs: number };

/** Ctrl-C once ends the work in order, with the key revoked; a second time ends it at once. */
export async function withApi<T>(
  config: Config,
  access: Access,
  needs: ApiNeeds,
  work: (use: ApiUse) => Promise<T>,
): Promise<T> {
  const { apiKey, tenant, mode, url } = access;
  const own = apiKey === null ? createOwnKey(attach(config), { tenant, mode, ...needs }, Date.now) : null;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const name of stopSignals) process.once(name, stop);
  const client = createClient({
    url,
    authorize: own ? own.current : () => Promise.resolve(apiKey ?? ""),
    patienceMs: needs.patienceMs,
    signal: stopping.signal,
    onRetry: createRetryNotice(url),
  });
  const ask: ApiUse["ask"] = async (route, wish) => {
    const result = await client.ask(route, wish);
    if (result.ok) return result.value;
    throw refusalOf(result.failure, url);
  };
  try {
    return await work({ client, ask, mode, signal: stopping.signal });
  } finally {
    for (const name of stopSignals) process.off(name, stop);
    await client.close();
    await own?.revoke();
  }
}

const stopSignals = ["SIGINT", "SIGTERM"] as const;

/** Whoever looks for what is real among what is simulated finds nothing, and is told so. */
export function noneOf(what: string, { mode }: Pick<ApiUse, "mode">): string {
  const other = mode === "test" ? "; --mode live looks among what is real" : "";
  return `There are no ${what} in ${mode} mode${other}.`;
}

export function refusalOf(failure: Failure, url: string): Refusal {
  const { code, status, detail, errors, requestId } = failure;
  if (code === "connection_failed") {
    return new Refusal(`Waypost at ${url} cannot be reached: ${detail}. Is it running?`);
  }
  const fields = errors.map(({ path, message }) => `\n  ${path || "the body"} ${message}`).join("");
  const where = [code, status === null ? null : `HTTP ${status}`, requestId];
  return new Refusal(`${detail} (${where.filter((part) => part !== null).join(", ")})${fields}`);
}

function readKey(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!text.startsWith("@")) return text.trim();
  try {
    return readFileSync(text.slice(1), "utf8").trim();
  } catch {
    throw new Refusal(`The key file ${text.slice(1)} cannot be read.`);
  }
}

/** A key says its mode itself. */
function readMode(text: string | undefined, apiKey: string | null): Mode {
  const ofKey = apiKey?.startsWith("wp_live_") ? "live" : "test";
  if (text === undefined) return apiKey === null ? "test" : ofKey;
  if (text !== "test" && text !== "live") throw new Refusal("--mode is test or live.");
  if (apiKey !== null && text !== ofKey) {
    throw new Refusal(`The given key is a ${ofKey} key; leave --mode out.`);
  }
  return text;
}

/** One line when trouble begins, another when it lasts: not one per attempt. */
function createRetryNotice(url: string): (failure: Failure) => void {
  let nextAt = 0;
  return ({ code, detail }) => {
    if (Date.now() < nextAt) return;
    nextAt = Date.now() + 10_000;
    const what = code === "connection_failed" ? `${url} cannot be reached` : code;
    console.error(`waypost: ${what} (${detail}); trying again …`);
  };
}
