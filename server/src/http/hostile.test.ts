// What strangers send: bodies, request lines, headers and bytes that must cost them and not us.

import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createParser, parseSendMessage, problem } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import type { Route } from "../kernel/route.ts";
import { createHarness, type Harness } from "./harness.ts";
import { sendRaw } from "./raw-request.ts";

const names = Type.Object(
  { name: Type.String({ maxLength: 100 }), count: Type.Optional(Type.Integer()) },
  { additionalProperties: false },
);

/** One route of each kind: a body by schema, a body the handler parses, a query, a parameter. */
const routes: Route[] = [
  {
    method: "POST",
    path: "/v1/things",
    scope: "messages:write",
    summary: "Make a thing",
    schema: { body: names, response: { 201: names } },
    handler: { kind: "transaction", handle: async ({ body }) => ({ status: 201, body }) },
  },
  {
    method: "POST",
    path: "/v1/messages",
    scope: "messages:write",
    summary: "Send a message",
    schema: { response: {} },
    parsesBody: true,
    handler: {
      kind: "own",
      handle: async ({ body }) => {
        const parsed = parseSendMessage(body);
        if (!parsed.ok) throw new AppError("invalid_request", "No.", { errors: parsed.errors });
        return { status: 202, body: {} };
      },
    },
  },
  {
    method: "GET",
    path: "/v1/things/:id",
    scope: "messages:read",
    summary: "Read a thing",
    schema: {
      query: Type.Object(
        { limit: Type.Optional(Type.Integer()), q: Type.Optional(Type.String()) },
        { additionalProperties: false },
      ),
      response: {},
    },
    handler: {
      kind: "transaction",
      handle: async ({ params, query }, tx) => {
        // Whatever passes the schema must be something Postgres takes.
        await tx.query("select $1::text, $2::jsonb", [query["q"] ?? "", JSON.stringify(query)]);
        if (params["id"] !== "1") throw new AppError("not_found", "No such thing.");
        return { status: 200, body: {} };
      },
    },
  },
];

let house: Harness;
let key: string;

beforeAll(async () => {
  house = await createHarness(() => routes, { limits: { requestMs: 2_000 } });
  key = (await (await house.tenant()).key("test")).text;
});
afterAll(() => house.close());

const isProblem = createParser(problem);

async function refused(path: string, init: RequestInit): Promise<Record<string, unknown>> {
  const headers = {
    authorization: `Bearer ${key}`,
    "content-type": "application/json",
    ...(init.headers as Record<string, string> | undefined),
  };
  const response = await fetch(house.url + path, {
    method: "POST",
    ...init,
    headers,
    signal: AbortSignal.timeout(8_000),
  });
  expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(response.headers.get("request-id")).toMatch(/^req_[0-9a-f]{32}$/);
  const body = (await response.json()) as Record<string, unknown>;
  expect(isProblem(body)).toMatchObject({ ok: true });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  expect(body["status"]).toBe(response.status);
  return body;
}

const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

describe("a hostile body", () => {
  const bodies: [string, string | Buffer, string][] = [
    ["nothing", "", "invalid_request"],
    ["half an object", '{"name":', "invalid_json"],
    ["a trailing comma", '{"name":"a",}', "invalid_json"],
    ["single quotes", "{'name':'a'}", "invalid_json"],
    ["a comment", '{"name":"a"}//', "invalid_json"],
    ["two values", "{}{}", "invalid_json"],
    ["NaN", '{"name":"a","count":NaN}', "invalid_json"],
    ["a bare word", "undefined", "invalid_json"],
    ["a hexadecimal number", '{"count":0x10}', "invalid_json"],
    ["a raw line break in text", '{"name":"a\nb"}', "invalid_json"],
    ["a raw NUL in text", '{"name":"a\0b"}', "invalid_json"],
    ["a NUL in front", '\0{"name":"a"}', "invalid_json"],
    ["UTF-16", Buffer.from('{"name":"a"}', "utf16le"), "invalid_json"],
    ["Latin-1", Buffer.from('{"name":"caf\u00e9"}', "latin1"), "invalid_json"],
    ["an overlong encoding", Buffer.from([0x22, 0xc0, 0xaf, 0x22]), "invalid_json"],
    ["a surrogate in UTF-8", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), "invalid_json"],
    ["a cut character", Buffer.from([0x22, 0xe2, 0x82, 0x22]), "invalid_json"],
    ["random bytes", Buffer.from(Array.from({ length: 512 }, (_, n) => (n * 151) % 256)), "invalid_json"],
    ["gzip without saying so", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), "invalid_json"],
    ["null", "null", "invalid_request"],
    ["a list", "[]", "invalid_request"],
    ["text", '"name"', "invalid_request"],
    ["a number", "1", "invalid_request"],
    ["an escaped NUL", '{"name":"a\\u0000b"}', "invalid_request"],
    ["half a surrogate pair", '{"name":"\\ud800"}', "invalid_request"],
    ["a reversed surrogate pair", '{"name":"\\udc00\\ud800"}', "invalid_request"],
    ["a name with a NUL", '{"na\\u0000me":"a"}', "invalid_request"],
    ["a number beyond all", '{"name":"a","count":1e999}', "invalid_request"],
    ["a number that is no integer", '{"name":"a","count":1.5}', "invalid_request"],
    ["a long integer", `{"name":"a","count":${"9".repeat(400)}}`, "invalid_request"],
    ["the wrong type", '{"name":{"$gt":""}}', "invalid_request"],
    ["__proto__", '{"__proto__":{"name":"a"}}', "invalid_request"],
    ["__proto__ in escapes", '{"\\u005f_proto__":{"x":1},"name":"a"}', "invalid_request"],
    ["constructor.prototype", '{"constructor":{"prototype":{"x":1}},"name":"a"}', "invalid_request"],
    ["unknown fields", '{"name":"a","admin":true}', "invalid_request"],
    [
      "ten thousand unknown fields",
      `{${Array.from({ length: 10_000 }, (_, n) => `"k${n}":1`).join(",")}}`,
      "invalid_request",
    ],
    ["nesting of 100", nested(100), "invalid_request"],
    ["nesting of 100,000", nested(100_000), "invalid_request"],
    ["nesting that never closes", "[".repeat(500_000), "invalid_json"],
    ["nested objects", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`, "invalid_request"],
    ["text that is too long", JSON.stringify({ name: "a".repeat(500_000) }), "invalid_request"],
    ["more than a megabyte", Buffer.alloc(1_100_000, "a"), "body_too_large"],
  ];
  it.each(bodies)("is refused: %s", async (_, body, code) => {
    expect((await refused("/v1/things", { body }))["code"]).toBe(code);
  });
  it.each(bodies)("is refused by a route that parses it itself: %s", async (_, body, code) => {
    expect((await refused("/v1/messages", { body }))["code"]).toBe(code);
  });

  it("leaves no trace in other objects", async () => {
    await refused("/v1/things", { body: '{"__proto__":{"polluted":true}}' });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("of 100 MB is refused before it is read", async () => {
    const before = process.memoryUsage().rss;
    const chunk = Buffer.alloc(65_536, "a");
    const json = `authorization: Bearer ${key}\r\ncontent-type: application/json\r\n`;
    const head = `POST /v1/things HTTP/1.1\r\nhost: x\r\n${json}`;
    const known = await sendRaw(house.url, [`${head}content-length: 104857600\r\n\r\n`, chunk]);
    expect(known?.status).toBe(413);
    const chunked = `${head}transfer-encoding: chunked\r\n\r\n`;
    const pieces = Array.from({ length: 1_600 }, () =>
      Buffer.concat([Buffer.from("10000\r\n"), chunk, Buffer.from("\r\n")]),
    );
    const unknown = await sendRaw(house.url, [chunked, ...pieces]);
    expect(unknown?.status ?? 413).toBe(413);
    // The pieces themselves live in this process too.
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  });
});

describe("a hostile request line or header", () => {
  it.each([
    [
      "another content type",
      { headers: { "content-type": "text/plain" }, body: "{}" },
      "unsupported_media_type",
    ],
    [
      "a form",
      { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "name=a" },
      "unsupported_media_type",
    ],
    [
      "a broken content type",
      { headers: { "content-type": "application" }, body: "{}" },
      "unsupported_media_type",
    ],
    [
      "multipart",
      { headers: { "content-type": "multipart/form-data; boundary=x" }, body: "--x--" },
      "unsupported_media_type",
    ],
    [
      "an empty idempotency key",
      { headers: { "idempotency-key": "" }, body: '{"name":"a"}' },
      "invalid_header",
    ],
    [
      "a long idempotency key",
      { headers: { "idempotency-key": "k".repeat(256) }, body: '{"name":"a"}' },
      "invalid_header",
    ],
    [
      "an idempotency key beyond ASCII",
      { headers: { "idempotency-key": "k\u00e9y" }, body: '{"name":"a"}' },
      "invalid_header",
    ],
    ["no key", { headers: { authorization: "" }, body: "{}" }, "unauthorized"],
    ["a basic login", { headers: { authorization: "Basic dTpw" }, body: "{}" }, "unauthorized"],
    ["a key that is none", { headers: { authorization: "Bearer wp_live_x" }, body: "{}" }, "unauthorized"],
    [
      "a very long key",
      { headers: { authorization: `Bearer ${"a".repeat(8_000)}` }, body: "{}" },
      "unauthorized",
    ],
    [
      "injection in the key",
      { headers: { authorization: "Bearer ' or 1=1 --" }, body: "{}" },
      "unauthorized",
    ],
  ])("is refused: %s", async (_, init, code) => {
    expect((await refused("/v1/things", init))["code"]).toBe(code);
  });

  it.each([
    ["/nothing", "not_found"],
    ["/v1/things/2", "not_found"],
    ["/v1/things/%00", "not_found"],
    ["/v1/things/%ff%fe", "invalid_request"],
    ["/v1/things/%", "invalid_request"],
    ["/v1/things/%zz", "invalid_request"],
    [`/v1/things/${"a".repeat(5_000)}`, "not_found"],
    ["/v1/things/1?limit=many", "invalid_request"],
    ["/v1/things/1?limit=1e400", "invalid_request"],
    ["/v1/things/1?limit=1&limit=2", "invalid_request"],
    ["/v1/things/1?q=%00", "invalid_request"],
    ["/v1/things/1?unknown=1", "invalid_request"],
    ["/v1/things/1?__proto__=1", "invalid_request"],
    ["/v1/things/../../etc/passwd", "not_found"],
    ["/v1/errors/nonsense", "not_found"],
    ["/v1/errors/constructor", "not_found"],
    ["/v1/errors/__proto__", "not_found"],
  ])("GET %.60s is answered with a problem", async (path, code) => {
    expect((await refused(path, { method: "GET" }))["code"]).toBe(code);
  });

  it.each(["DELETE", "PUT", "PATCH", "OPTIONS"])("%s is told which methods there are", async (method) => {
    const response = await fetch(`${house.url}/v1/things`, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
    expect(((await response.json()) as Record<string, unknown>)["code"]).toBe("method_not_allowed");
  });
});

describe("garbage on the socket", () => {
  const post = "POST /v1/things HTTP/1.1\r\nhost: x\r\n";
  it.each<[string, (string | Buffer)[]]>([
    ["no HTTP at all", ["hello\r\n\r\n"]],
    ["a TLS greeting", [Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03])]],
    ["an unknown method", ["EAT /v1/things HTTP/1.1\r\nhost: x\r\n\r\n"]],
    ["another version", ["GET / HTTP/9.9\r\nhost: x\r\n\r\n"]],
    ["no host", ["GET /v1/errors HTTP/1.1\r\n\r\n"]],
    ["headers of 64 KB", [`GET / HTTP/1.1\r\nhost: x\r\nx-a: ${"a".repeat(65_536)}\r\n\r\n`]],
    ["a NUL in a header", ["GET / HTTP/1.1\r\nhost: x\r\nx-a: a\0b\r\n\r\n"]],
    ["a header without a colon", ["GET / HTTP/1.1\r\nhost: x\r\nnonsense\r\n\r\n"]],
    ["a space before the colon", ["GET / HTTP/1.1\r\nhost: x\r\nx-a : b\r\n\r\n"]],
    ["two lengths", [`${post}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`]],
    ["a length and chunks", [`${post}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`]],
    ["a negative length", [`${post}content-length: -1\r\n\r\n`]],
    ["a length that is no number", [`${post}content-length: many\r\n\r\n`]],
    ["a broken chunk", [`${post}transfer-encoding: chunked\r\n\r\nzz\r\n`]],
    ["an encoding nobody knows", [`${post}transfer-encoding: snappy\r\n\r\n`]],
    ["a path with a raw space", ["GET /v1/ things HTTP/1.1\r\nhost: x\r\n\r\n"]],
    [
      "a body that stops half-way",
      [
        `${post}authorization: Bearer KEY\r\ncontent-type: application/json\r\n`,
        'content-length: 50\r\n\r\n{"na',
      ],
    ],
    ["headers that never end", ["GET / HTTP/1.1\r\nhost: x\r\n"]],
  ])("is answered with a problem: %s", async (_, chunks) => {
    const answer = await sendRaw(
      house.url,
      chunks.map((chunk) => (typeof chunk === "string" ? chunk.replace("KEY", key) : chunk)),
    );
    expect(answer?.status).toBeGreaterThanOrEqual(400);
    expect(answer?.status).toBeLessThan(500);
    expect(answer?.headers).toMatch(/content-type: application\/problem\+json/i);
    expect(isProblem(JSON.parse(answer?.body ?? ""))).toMatchObject({ ok: true });
  });

  it("does not stop the server", async () => {
    expect((await fetch(`${house.url}/livez`)).status).toBe(200);
    expect(house.lines.filter((line) => line.includes("internal_error"))).toEqual([]);
  });
});
