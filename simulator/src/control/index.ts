// The control API under /_sim: no part of any provider, everything a test or a curious person needs.
import { DocumentRefused } from "../document.ts";
import type { Answer, Request } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { isObject, parseJson } from "../json.ts";
import type { JsonObject } from "../json.ts";
import type { Network } from "../network.ts";
import { resetNetwork } from "../network.ts";
import { createAccount, createNumbers, listAccounts, renewToken, shareAccount } from "./accounts.ts";
import { readChats } from "./chats.ts";
import { judgeAccount, judgeNumber, limitPortfolio, tellOfAccount } from "./enforcement.ts";
import { ControlRefused } from "./refused.ts";
import { acceptedEntries, receivedEntries, summary } from "./ledger.ts";
import { actOfPerson, readPerson } from "./people.ts";
import { reviewTemplate } from "./templates.ts";
import { actOnLine, webOverview } from "./web.ts";

export type ControlCall = {
  network: Network;
  path: string[];
  query: URLSearchParams;
  body: JsonObject;
};

type Route = (call: ControlCall) => Answer | Promise<Answer>;

const ROUTES: Readonly<Record<string, Route>> = {
  "GET health": ({ network }) =>
    reply({
      status: "ok",
      pending: network.schedule.pending(),
      webhooks: network.webhooks.counts(),
    }),
  "GET ledger": receivedEntries,
  "GET ledger/accepted": acceptedEntries,
  "GET ledger/summary": summary,
  "GET faults": ({ network }) => reply(network.conditions.faults),
  "PUT faults": ({ network, body }) => {
    network.conditions.putFaults(body);
    network.webhooks.wake();
    return reply(network.conditions.faults);
  },
  "GET settings": ({ network }) => reply(network.conditions.settings),
  "PUT settings": ({ network, body }) => {
    network.conditions.putSettings(body);
    network.webhooks.wake();
    return reply(network.conditions.settings);
  },
  "GET people/defaults": ({ network }) => reply(network.conditions.people),
  "PUT people/defaults": ({ network, body }) => {
    network.conditions.putPeople(body);
    return reply(network.conditions.people);
  },
  "GET webhook": ({ network }) => reply({ url: network.business.app.callback.url }),
  "PUT webhook": putWebhook,
  "POST clock": advanceClock,
  "GET numbers": listAccounts,
  "POST numbers": createNumbers,
  "POST accounts": createAccount,
  "PUT portfolio": limitPortfolio,
  "GET web": webOverview,
  "POST reset": ({ network }) => {
    resetNetwork(network);
    return reply({ reset: true });
  },
};

export async function answerControl(
  network: Network,
  request: Request,
  config: () => object,
): Promise<Answer> {
  const path = request.path.slice(1);
  const key = `${request.method} ${path.join("/")}`;
  if (key === "GET config") return reply(config());
  const route = ROUTES[key] ?? routeOfObject(request.method, path);
  if (!route) return reply({ error: `no such control: ${key}` }, 404);
  const text = (await request.body()).toString();
  const body = text.trim() === "" ? {} : parseJson(text);
  if (!isObject(body)) return reply({ error: "the body must be a JSON object", path: "" }, 400);
  try {
    return await route({ network, path, query: request.query, body });
  } catch (problem) {
    if (problem instanceof DocumentRefused) return reply({ error: problem.message, path: problem.path }, 400);
    if (problem instanceof ControlRefused) return reply({ error: problem.message }, problem.status);
    throw problem;
  }
}

/** What Meta and businesses do to an account. */
const ACCOUNT_ACTS: Readonly<Record<string, Route>> = {
  token: renewToken,
  signup: shareAccount,
  tell: tellOfAccount,
  standing: judgeAccount,
};

function routeOfObject(method: string, path: readonly string[]): Route | undefined {
  const [kind, , action, ...rest] = path;
  if (rest.length > 0) return undefined;
  if (kind === "people" && method === "GET" && path.length === 2) return readPerson;
  if (kind === "people" && method === "GET" && action === "chats") return readChats;
  if (kind === "accounts" && method === "POST") return ACCOUNT_ACTS[action ?? "standing"];
  if (kind === "numbers" && method === "POST" && path.length === 2) return judgeNumber;
  if (kind === "people" && method === "POST" && action) return actOfPerson;
  if (kind === "web" && method === "POST" && action) return actOnLine;
  return kind === "templates" && method === "POST" && path.length === 2 ? reviewTemplate : undefined;
}

/** Points the app's webhooks somewhere without a handshake. */
function putWebhook({ network, body }: ControlCall): Answer {
  const { url } = body;
  if (typeof url !== "string" || (url !== "" && !/^https?:\/\//.test(url))) {
    throw new DocumentRefused("url", "must be an http or https URL, or empty");
  }
  network.business.app.callback.url = url;
  network.business.app.fields = null;
  network.webhooks.wake();
  return reply({ url });
}

function advanceClock({ network, body }: ControlCall): Answer {
  const ms = body["advance_ms"];
  if (typeof ms !== "number" || !(ms >= 0))
    throw new DocumentRefused("advance_ms", "must be a number from 0");
  network.clock.advance(ms);
  network.schedule.wake();
  return reply({ now: new Date(network.clock.now()).toISOString() });
}
