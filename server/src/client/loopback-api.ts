// The part of the API that sends need, in memory: for tests that want a server on the wire and its promises
// kept.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

export type Accepted = {
  id: string;
  to: string;
  client_reference: string | null;
  text: string;
  status: string;
  created_at: string;
};

export type LoopbackApi = {
  url: string;
  /** In the order they were accepted. */
  accepted: Accepted[];
  /**
   * Every request, before it is answered; what it returns is answered instead. "lost": carried out, but not
   * answered.
   */
  intercept: (request: Seen) => Reply | "lost" | null;
  seen: Seen[];
  close(): Promise<void>;
};

export type Seen = { method: string; path: string; key: string | null; body: unknown };
export type Reply = { status: number; body: unknown; headers?: Record<string, string> };

type State = {
  api: LoopbackApi;
  answers: Map<string, { body: string; reply: Reply }>;
  owners: Map<string, string>;
};

export async function startLoopbackApi(port = 0): Promise<LoopbackApi> {
  const server = createServer((request, response) => void serve(state, request, response));
  const api: LoopbackApi = {
    url: "",
    accepted: [],
    intercept: () => null,
    seen: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const state: State = { api, answers: new Map(), owners: new Map() };
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return api;
}

export function problem(
  status: number,
  code: string,
  more: { retryable?: boolean; headers?: Record<string, string> } = {},
): Reply {
  const body = { code, status, detail: `It is ${code}.`, retryable: more.retryable === true };
  return { status, body, headers: more.headers ?? {} };
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const key = request.headers["idempotency-key"];
  const seen: Seen = {
    method: request.method ?? "",
    path: request.url ?? "",
    key: typeof key === "string" ? key : null,
    body: text === "" ? null : JSON.parse(text),
  };
  state.api.seen.push(seen);
  const instead = state.api.intercept(seen);
  const reply = instead === null || instead === "lost" ? answer(state, seen) : instead;
  // A moment, so that there is something to interrupt.
  await wait(2);
  if (instead === "lost") return void response.destroy();
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  response.end(JSON.stringify(reply.body));
}

function answer(state: State, seen: Seen): Reply {
  if (seen.method === "GET") return list(state.api, new URL(seen.path, state.api.url));
  const { answers } = state;
  const print = JSON.stringify(seen.body);
  const known = answers.get(seen.key ?? "");
  if (known && known.body !== print) return problem(422, "idempotency_mismatch");
  if (known) return { ...known.reply, headers: { "idempotency-replayed": "true" } };
  const { messages } = seen.body as { messages: Outgoing[] };
  const data = messages.map((message, index) => ({ index, ...accept(state, message) }));
  const reply = { status: 202, body: { data } };
  if (seen.key !== null) answers.set(seen.key, { body: print, reply });
  return reply;
}

type Outgoing = { to: string; client_reference?: string; text?: { body: string } };

function accept({ api, owners }: State, { to, client_reference = "", text }: Outgoing): object {
  const owner = owners.get(client_reference);
  if (client_reference !== "" && owner !== undefined) {
    const detail = `client_reference "${client_reference}" belongs to ${owner}.`;
    return { error: { code: "client_reference_taken", status: 409, detail } };
  }
  const now = Date.now();
  const time = now.toString(16).padStart(12, "0");
  const id = `msg_${time}${(api.accepted.length + 1).toString(16).padStart(20, "0")}`;
  const created_at = new Date(now).toISOString();
  const body = text?.body ?? "";
  owners.set(client_reference, id);
  api.accepted.push({ id, to, client_reference, text: body, status: "queued", created_at });
  return { id, status: "queued" };
}

function list({ accepted }: LoopbackApi, { searchParams: query }: URL): Reply {
  const after = query.get("after");
  const limit = Number(query.get("limit") ?? 50);
  const matching = accepted
    .filter(({ status }) => [null, status].includes(query.get("status")))
    .filter(({ created_at }) => created_at >= (query.get("since") ?? ""))
    .filter(({ created_at }) => created_at < (query.get("until") ?? "9"))
    .filter(({ id }) => after === null || id < after)
    .toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const data = matching.slice(0, limit);
  return {
    status: 200,
    body: { data, next: matching.length > limit ? (data.at(-1)?.id ?? null) : null },
  };
}
