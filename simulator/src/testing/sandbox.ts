// A running simulator with a receiver, for tests.
import type { SandboxConfig, SimulatorOptions } from "../index.ts";
import { createSimulator } from "../index.ts";
import { DEFAULTS } from "../business/index.ts";
import { isObject, parseJson } from "../json.ts";
import type { JsonObject } from "../json.ts";
import { startReceiver } from "./receiver.ts";
import type { Receiver } from "./receiver.ts";

export type Reply = { status: number; body: JsonObject; headers: Headers; code: unknown };

export type Sandbox = {
  url: string;
  config: SandboxConfig;
  receiver: Receiver;
  graph(method: string, path: string, body?: unknown, token?: string): Promise<Reply>;
  /** POST /messages from the first number; a text unless told otherwise. */
  send(to: string, message?: JsonObject): Promise<Reply>;
  control(method: string, path: string, body?: unknown): Promise<Reply>;
  stop(): Promise<void>;
};

/** People who answer at once, so that a test waits for events and not for life. */
export const QUICK_PEOPLE = { sent_ms: 1, delivered_ms: 1, read_ms: 1, reply_ms: 1 };

export async function startSandbox(options: SimulatorOptions = {}): Promise<Sandbox> {
  const receiver = await startReceiver(DEFAULTS.appSecret, DEFAULTS.verifyToken);
  const simulator = createSimulator({ people: QUICK_PEOPLE, webhookUrl: receiver.url, ...options });
  const { url } = await simulator.start();
  const config = simulator.config();
  const graph = (method: string, path: string, body?: unknown, token = config.access_token) =>
    call(`${config.graph_url}/${config.version}/${path}`, method, { body, token });
  return {
    url,
    config,
    receiver,
    graph,
    send: (to, message = { type: "text", text: { body: "Your cab is booked" } }) =>
      graph("POST", `${config.phone_number_id}/messages`, {
        messaging_product: "whatsapp",
        to,
        ...message,
      }),
    control: (method, path, body) => call(`${url}/_sim/${path}`, method, { body, token: "" }),
    async stop() {
      await simulator.stop();
      receiver.close();
    },
  };
}

/** The handle of a sample for a template's header, uploaded as Meta wants it. */
export async function uploadSample({ graph, config }: Sandbox, type = "image/jpeg"): Promise<string> {
  const { body } = await graph("POST", `app/uploads?file_name=sample&file_length=4&file_type=${type}`);
  const response = await fetch(`${config.graph_url}/${config.version}/${String(body["id"])}`, {
    method: "POST",
    headers: { authorization: `OAuth ${config.access_token}`, file_offset: "0" },
    body: "abcd",
  });
  const answer = parseJson(await response.text());
  return isObject(answer) ? String(answer["h"]) : "";
}

export function messageId({ body }: Reply): string {
  const messages = body["messages"];
  const first: unknown = Array.isArray(messages) ? messages[0] : undefined;
  return isObject(first) ? String(first["id"]) : "";
}

/** One after the other: limits and seeds depend on the order. */
export async function inTurn<T, R>(items: Iterable<T>, act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  // oxlint-disable-next-line no-await-in-loop -- the order is the point
  for (const item of items) results.push(await act(item));
  return results;
}

/** So many numbers that no magic ending is among them. */
export function strangers(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `+1415555${1_100 + at}`);
}

export function dataOf({ body }: Reply): JsonObject[] {
  const data = body["data"];
  return Array.isArray(data) ? data.filter(isObject) : [];
}

async function call(
  url: string,
  method: string,
  { body, token }: { body: unknown; token: string },
): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token !== "" && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const value = parseJson(await response.text());
  const object = isObject(value) ? value : {};
  const error = isObject(object["error"]) ? object["error"] : {};
  return { status: response.status, body: object, headers: response.headers, code: error["code"] };
}
