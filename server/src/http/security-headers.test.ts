// What every answer carries, of whatever kind: data, problems, pages, files, pictures, and words on a bare socket.

import { Readable } from "node:stream";
import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import type { Route } from "../kernel/route.ts";
import { createHarness, type Harness } from "./harness.ts";
import { sendRaw } from "./raw-request.ts";
import { securityHeaders } from "./security-headers.ts";

const routes: Route[] = [
  answering("data", { status: 200, body: { a: 1 } }),
  answering("nothing", { status: 204, body: null }),
  answering("picture", { status: 200, body: Buffer.from("png"), headers: { "content-type": "image/png" } }),
];

function answering(
  name: string,
  reply: { status: number; body: unknown; headers?: Record<string, string> },
): Route {
  return {
    method: "GET",
    path: `/v1/${name}`,
    scope: "messages:read",
    summary: name,
    schema: { response: { 200: Type.Unknown() } },
    handler: { kind: "transaction", handle: async () => reply },
  };
}

let house: Harness;
let key: string;
beforeAll(async () => {
  house = await createHarness(() => routes, {
    downloads: [
      {
        path: "/files/:name",
        handle: async () => ({
          status: 200,
          body: Readable.from([Buffer.from("file")]),
          headers: {
            "content-type": "image/svg+xml",
            "content-security-policy": "default-src 'none'; sandbox",
          },
        }),
      },
    ],
    hooks: [
      {
        method: "POST",
        path: "/hooks/a",
        handle: async () => ({ status: 200, body: "ok", contentType: "text/plain" }),
      },
    ],
  });
  key = (await (await house.tenant()).key("test")).text;
});
afterAll(() => house.close());

const kinds: [string, string, RequestInit][] = [
  ["data", "GET /v1/data", {}],
  ["nothing", "GET /v1/nothing", {}],
  ["a picture", "GET /v1/picture", {}],
  ["a file", "GET /files/a.svg", {}],
  ["a webhook's answer", "POST /hooks/a", { body: "x" }],
  ["a refusal of a stranger", "GET /v1/data", { headers: { authorization: "Bearer x" } }],
  ["what is not there", "GET /<script>alert(1)</script>", {}],
  ["a method that is not", "DELETE /v1/data", {}],
  ["an address that is none", "GET /v1/%", {}],
  ["a body that is none", "POST /v1/data", { body: "{", headers: { "content-type": "application/json" } }],
  ["a page about an error", "GET /v1/errors/not_found", {}],
  ["the way to the documentation", "GET /", {}],
  ["the documentation", "GET /docs/", {}],
  ["a program of the documentation's", "GET /docs/static/swagger-ui-bundle.js", {}],
  ["the document of the API", "GET /openapi.json", {}],
  ["a sign of life", "GET /livez", {}],
  ["whether it is ready", "GET /readyz", {}],
  ["metrics", "GET /metrics", {}],
];

async function headersOf(line: string, init: RequestInit): Promise<Headers> {
  const [method = "", path = ""] = line.split(" ");
  const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string> | undefined) };
  return (await fetch(house.url + path, { ...init, method, headers, redirect: "manual" })).headers;
}

describe("every answer", () => {
  it.each(kinds)("is neither guessed at, framed, kept, nor shared: %s", async (_, line, init) => {
    const headers = await headersOf(line, init);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("permissions-policy")).toContain("camera=()");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
    // A file's policy is a sandbox, which is not framed either way: it is saved.
    expect(policy).toMatch(/frame-ancestors 'none'|sandbox/);
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  it.each(kinds)("is read by no page of another origin: %s", async (_, line, init) => {
    const asked = { ...init, headers: { ...(init.headers as object), origin: "https://evil.example" } };
    const headers = await headersOf(line, asked);
    expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  test("is not asked for in advance by one either", async () => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "GET" };
    const answer = await fetch(`${house.url}/v1/data`, { method: "OPTIONS", headers });
    expect(answer.status).toBe(405);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  it.each([
    ["that is no HTTP", "hello\r\n\r\n"],
    ["that expects what nobody knows", "GET /livez HTTP/1.1\r\nhost: x\r\nexpect: 200-ok\r\n\r\n"],
  ])("is like that too for a request %s", async (_, text) => {
    const answer = await sendRaw(house.url, [text]);
    expect(answer?.status).toBe(400);
    expect(answer?.headers.toLowerCase()).toContain("x-content-type-options: nosniff");
    expect(answer?.headers.toLowerCase()).toContain("content-security-policy: default-src 'none'");
    expect(answer?.headers.toLowerCase()).toContain("content-type: application/problem+json");
    expect(JSON.parse(answer?.body ?? "")).toMatchObject({ request_id: expect.stringMatching(/^req_/) });
  });
});

test("only where people come by https, they are told to come that way only", () => {
  expect(securityHeaders({ https: true })["strict-transport-security"]).toBe("max-age=31536000");
  expect(securityHeaders({ https: false })).not.toHaveProperty("strict-transport-security");
});
