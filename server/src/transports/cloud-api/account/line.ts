// Asking Graph about numbers and accounts: one question, one answer, errors in our words and never a token in them.

import {
  type Answer,
  createHttpClient,
  type Exchanged,
  type HttpLimits,
  usualLimits,
} from "../../http/client.ts";
import { fields } from "../../http/json.ts";
import { createSharedClients } from "../../http/shared-clients.ts";
import type { Account, Asked, TransportError } from "../../transport.ts";
import { judge } from "../error-map.ts";
import { readGraphError } from "../graph-error.ts";
import { readSettings } from "../settings.ts";
import { readId } from "./health.ts";

export type Graph = {
  /** Where a sender's questions go, or what is wrong with its configuration. */
  placeOf(account: Pick<Account, "config" | "secrets">): Asked<GraphPlace>;
  /** The questions of one errand: `signal` ends all of them. */
  line(place: GraphAddress, signal: AbortSignal): GraphLine;
};

export type GraphAddress = {
  origin: string;
  /** Path of the API with its version. */
  root: string;
  /** Null where Graph wants none. */
  token: string | null;
};

/** A sender's place, what it is called there, and its app where that is known. */
export type GraphPlace = GraphAddress & {
  token: string;
  phoneNumberId: string;
  wabaId: string | null;
  app: MetaApp | null;
};

export type MetaApp = { appId: string; appSecret: string };

export type GraphLine = (request: GraphRequest) => Promise<Asked<GraphValue>>;
export type GraphValue = Readonly<Record<string, unknown>>;

export type GraphRequest = {
  method: "GET" | "POST" | "DELETE";
  /** Below the version, without a leading slash. */
  edge: string;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>>;
  /** Another token than the line's. */
  as?: string;
};

/** Questions are rare beside sends, so each errand has its own connections and leaves none behind. */
export function createGraph(graphOrigins: ReadonlySet<string>, limits: Partial<HttpLimits> = {}): Graph {
  const settled = { ...usualLimits, connections: 8, ...limits };
  const clients = createSharedClients((origin) => createHttpClient(origin, settled));
  return {
    placeOf: (account) => placeOf(account, graphOrigins),
    line: (place, signal) => async (request) => {
      const client = clients.take(place.origin);
      try {
        const exchanged = await client.send(requestOf(place, request), signal);
        return readExchanged(exchanged, place.token);
      } finally {
        await clients.giveBack(client);
      }
    },
  };
}

function placeOf(
  account: Pick<Account, "config" | "secrets">,
  graphOrigins: ReadonlySet<string>,
): Asked<GraphPlace> {
  const read = readSettings({ senderId: "", address: null, ...account }, graphOrigins);
  if (!read.ok) return refused("invalid_sender_config", null, read.problem);
  const { origin, path, secret } = read.settings;
  const [, root = "", phoneNumberId = ""] = /^(.*)\/(\d+)\/messages$/.exec(path) ?? [];
  const [wabaId, appId] = [readId(account.config["waba_id"]), readId(account.config["app_id"])];
  const appSecret = account.secrets["app_secret"];
  const app = appId === null || appSecret === undefined ? null : { appId, appSecret };
  return { ok: true, value: { origin, root, token: secret, phoneNumberId, wabaId, app } };
}

function requestOf(place: GraphAddress, { method, edge, query, body, as }: GraphRequest) {
  const { root } = place;
  const token = as ?? place.token;
  const asked = query === undefined ? "" : `?${new URLSearchParams(query).toString()}`;
  return {
    method,
    path: `${root}/${edge}${asked}`,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body: body === undefined ? null : Buffer.from(JSON.stringify(body)),
  };
}

function readExchanged(exchanged: Exchanged, token: string | null): Asked<GraphValue> {
  if (exchanged.kind === "failed") {
    return refused("connection_failed", null, `Graph gave no answer (${exchanged.reason}).`);
  }
  return readAnswer(exchanged.answer, token);
}

function readAnswer({ status, body }: Answer, token: string | null): Asked<GraphValue> {
  const error = readGraphError(fields(body)["error"]);
  if (error !== null) {
    const verdict = judge(error, status);
    return refused(verdict.error, String(error.code), withoutTokens(error.detail, token));
  }
  if (status >= 200 && status < 300) return { ok: true, value: fields(body) };
  return refused("provider_error", String(status), `Graph answered ${status} without saying why.`);
}

/** Graph quotes tokens in its own error text. */
function withoutTokens(text: string, token: string | null): string {
  const known = token === null ? text : text.replaceAll(token, "[token]");
  return known.replace(/EA[A-Za-z0-9]{20,}/g, "[token]");
}

export function refused(
  code: TransportError["code"],
  providerCode: string | null,
  detail: string,
): Extract<Asked<never>, { ok: false }> {
  return { ok: false, error: { code, providerCode, detail } };
}
