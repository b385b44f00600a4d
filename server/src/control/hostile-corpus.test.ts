// Thousands of hostile requests to every route: each is refused with a problem that says where, and leaves nothing.

import { Agent, type IncomingHttpHeaders, request as ask } from "node:http";
import { text as readText } from "node:stream/consumers";
import { errorDictionary, problem, createParser } from "@waypost/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makers, makeSide, type Side } from "./testing/belongings.ts";
import { ground, server, useControlServer } from "./testing/control-house.ts";
import { hostileRequest, type HostileRequest, randomFrom, type Target } from "./testing/hostile-requests.ts";
import { kindOf } from "./testing/isolation-sweep.ts";
import { bodiesOf } from "./testing/requests.ts";
import { openReader, type Reader } from "./testing/table-digest.ts";
import { watchWrites, type WriteWatch } from "./testing/write-watch.ts";

/** More by `WAYPOST_HOSTILE=10000`, others by `WAYPOST_SEED=…`. */
const [count, seed] = [
  Number(process.env["WAYPOST_HOSTILE"] ?? 2_000),
  Number(process.env["WAYPOST_SEED"] ?? 1),
];

useControlServer();

let reader: Reader;
let side: Side;
let writes: WriteWatch;

beforeAll(async () => {
  reader = await openReader(ground.databaseUrl);
  side = await makeSide({ ground, server, reader });
  // When a key was last used is noted whatever it was used for; a holder is asked before it is known to be there; and
  // what was done is written into the log a moment later.
  const beside = ["api_key", "session_request", "audit_entry", "audit_head"];
  writes = await watchWrites(reader, beside);
}, 60_000);
afterAll(() => reader?.close());

test(
  `${count} hostile requests are refused with a problem, in time, and leave nothing (seed ${seed})`,
  async () => {
    const [random, findings] = [randomFrom(seed), [] as object[]];
    const targets = await readTargets();
    const statuses = new Map<number, number>();
    for (let made = 0; made < count; made++) {
      const target = targets[made % targets.length] as Target;
      const asked = hostileRequest(target, random);
      const answer = await send(asked);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const wrong = [...wrongIn(answer), ...wrongWrites(answer, await writes.look(), asked)];
      const { method, path, how } = asked;
      if (method === "DELETE" && answer.status === 204) await putBack(target);
      for (const what of wrong) findings.push({ asked: `${method} ${path.slice(0, 200)}`, how, what });
    }
    expect(findings).toEqual([]);
    expect(server.failures).toEqual([]);
    expect({}).not.toHaveProperty("polluted");
    // Most of it has to be refused, or it was not hostile.
    expect(statuses.get(400) ?? 0).toBeGreaterThan(count / 3);
  },
  120_000 + count * 40,
);

/** What was deleted, so that the next request finds something again. */
async function putBack({ path }: Target): Promise<void> {
  const kind = kindOf(path.replaceAll(/\{(\w+)\}/g, ":$1"));
  if (kind === null) return;
  const made = await makers[kind]({ ground, server, reader }, side);
  side = { ...side, ids: { ...side.ids, [kind]: made } };
  await writes.look();
}

async function readTargets(): Promise<Target[]> {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
  };
  const told = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [] }]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((one) => one.in === "query").map(({ name }) => name),
    })),
  );
  return server.routes.filter(answersAtOnce).map((route) => {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    const socket = route.schema.response[101] === undefined ? undefined : { ...route, path, query: [] };
    const known = told.find((one) => one.method === route.method && one.path === path) ?? socket;
    if (known === undefined) throw new Error(`${route.method} ${route.path} is not in the OpenAPI document`);
    const kind = kindOf(route.path);
    return {
      ...known,
      get ids() {
        return kind === null
          ? []
          : [side.ids[kind], side.ids[kind], side.ids[kind], ...Object.values(side.ids)];
      },
      get bodies() {
        return bodiesOf(route, side);
      },
    };
  });
}

/** What a simulated person writes comes back as a webhook a moment later, whoever is asked by then. */
function answersAtOnce({ method, path }: Pick<Target, "method" | "path">): boolean {
  return !(method === "POST" && path === "/v1/sandbox/phones/:phone/messages");
}

type Answer = { status: number; headers: IncomingHttpHeaders; text: string; ms: number };

/** Node's own client, as `fetch` would put right what is wrong on purpose. */
const agent = new Agent({ keepAlive: true });

function send(asked: HostileRequest): Promise<Answer> {
  const { method, path, body, bytes, headers } = asked;
  const isFile = Buffer.isBuffer(body);
  const sent = bytes ?? (isFile || body === undefined ? body : Buffer.from(JSON.stringify(body)));
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const request = ask({
      agent,
      hostname,
      port,
      method,
      path,
      timeout: 10_000,
      headers: {
        authorization: `Bearer ${side.key}`,
        ...(sent === undefined
          ? {}
          : {
              "content-type": isFile ? "image/jpeg" : "application/json",
              "content-length": sent.length,
            }),
        ...headers,
      },
    });
    request.on("timeout", () => request.destroy(new Error(`no answer to ${method} ${path} ${asked.how}`)));
    request.on("error", (error) => reject(new Error(`${method} ${path} ${asked.how}`, { cause: error })));
    request.on("response", (response) => {
      const { statusCode: status = 0, headers: told } = response;
      readText(response).then(
        (text) => resolve({ status, headers: told, text, ms: performance.now() - began }),
        reject,
      );
    });
    request.end(sent);
  });
}

const isProblem = createParser(problem);

/** Refusals that are about a field say which one. */
const ofFields: ReadonlySet<string> = new Set(["invalid_request", "invalid_phone", "invalid_header"]);

function wrongIn({ status, headers, text, ms }: Answer): string[] {
  const wrong: string[] = [];
  if (ms > 2_000) wrong.push(`took ${Math.round(ms)} ms`);
  if (headers["x-content-type-options"] !== "nosniff") wrong.push("may be guessed at");
  if (status < 400) return wrong;
  // The simulator's limits are Meta's: who asks too often is told so.
  if (status >= 500 && !text.includes('"provider_unreachable"'))
    wrong.push(`answers ${status} ${text.slice(0, 300)}`);
  if (!headers["content-type"]?.startsWith("application/problem+json"))
    return [...wrong, `is no problem: ${text}`];
  const parsed = isProblem(JSON.parse(text));
  if (!parsed.ok) return [...wrong, `is no whole problem: ${text.slice(0, 300)}`];
  const { code, detail, errors = [] } = parsed.value;
  if (!Object.hasOwn(errorDictionary, code)) wrong.push(`has the code ${code}, which no page explains`);
  if (ofFields.has(code) && errors.length === 0 && !isUnreadable(detail))
    wrong.push(`does not say where: ${text.slice(0, 300)}`);
  return wrong;
}

/** What could not be taken apart has no fields to point at. */
function isUnreadable(detail: string): boolean {
  return /not valid HTTP|not a valid URL/.test(detail);
}

function wrongWrites({ status }: Answer, written: readonly string[], { method }: HostileRequest): string[] {
  if (written.length === 0 || (status < 300 && method !== "GET")) return [];
  return [`answers ${status} and wrote to ${written.join(", ")}`];
}
