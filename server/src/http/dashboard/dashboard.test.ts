// How the dashboard is served: its files and its page, and never anything beside them.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { createHarness, type Harness } from "../harness.ts";
import { sendRaw } from "../raw-request.ts";

const index = `<!doctype html><title>Waypost</title>${" ".repeat(50)}`;
let place: string;
let house: Harness;
let unbuilt: Harness;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "waypost-dashboard-"));
  const dist = join(place, "dist");
  await mkdir(join(dist, "assets"), { recursive: true });
  await writeFile(join(dist, "index.html"), index);
  await writeFile(join(dist, "index.html.gz"), gzipSync(index));
  await writeFile(join(dist, "assets/main-abc123.js"), "go();");
  await writeFile(join(dist, ".sources"), "secret");
  await writeFile(join(place, "outside.js"), "secret");
  house = await createHarness(() => [], { dashboard: dist });
  unbuilt = await createHarness(() => [], { dashboard: join(place, "nowhere") });
});
afterAll(async () => {
  await Promise.all([house?.close(), unbuilt?.close()]);
  await rm(place, { recursive: true });
});

const page = { accept: "text/html,application/xhtml+xml" };
const get = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> =>
  fetch(house.url + path, { method, headers });

describe("a page's address", () => {
  it.each(["/", "/messages", "/senders/snd_1?tab=health", "/a.b/c", "/%3Cscript%3E"])(
    "gets the one page: %s",
    async (path) => {
      const answer = await get(path, page);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(await answer.text()).toBe(index);
    },
  );

  test("is one for browsers only: a program hears that there is nothing", async () => {
    const answer = await get("/messages", { accept: "application/json" });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      404,
      "application/problem+json; charset=utf-8",
    ]);
    expect((await get("/messages", page, "POST")).status).toBe(404);
  });

  it.each(["/v1/nothing", "/docs/nothing.html", "/assets/old-000000.js", "/livez/x"])(
    "is none that belongs to something else: %s",
    async (path) => expect((await get(path, page)).status).toBe(404),
  );
});

describe("a file", () => {
  test("whose name has its hash is kept for ever", async () => {
    const answer = await get("/assets/main-abc123.js");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await answer.text()).toBe("go();");
  });

  test("comes compressed to who can read it", async () => {
    // What is decoded here is what was sent: `fetch` undoes the coding its header names.
    const zipped = await get("/", { "accept-encoding": "gzip, br" });
    expect(zipped.headers.get("content-encoding")).toBe("gzip");
    expect(zipped.headers.get("vary")).toBe("accept-encoding");
    expect(zipped.headers.get("content-length")).toBe(String(gzipSync(index).length));
    expect(await zipped.text()).toBe(index);
    expect((await get("/", { "accept-encoding": "gzip;q=0" })).headers.get("content-encoding")).toBeNull();
  });

  test("that the browser has is not sent again", async () => {
    const etag = (await get("/")).headers.get("etag") ?? "";
    const again = await get("/", { "if-none-match": `"other", W/${etag}` });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect((await get("/", { "if-none-match": '"other"' })).status).toBe(200);
  });

  test("answers HEAD without a body, and nothing else", async () => {
    const head = await get("/", {}, "HEAD");
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
      200,
      String(gzipSync(index).length),
      "",
    ]);
    expect((await get("/assets/main-abc123.js", {}, "DELETE")).status).toBe(405);
  });

  it.each([
    "/../outside.js",
    "/assets/../../outside.js",
    "/assets/..%2f..%2foutside.js",
    "/assets/%2e%2e/%2e%2e/outside.js",
    "/assets/..\\..\\outside.js",
    "//etc/passwd",
    "/assets//etc/passwd",
    "/.sources",
    "/assets/main-abc123.js%00.html",
    "/index.html.gz",
  ])("outside the build, or of its own, is never sent: %s", async (path) => {
    const raw = await sendRaw(house.url, [`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`]);
    expect(raw?.status ?? 404).toBeGreaterThanOrEqual(400);
    expect(raw?.body).not.toMatch(/secret|root:/);
  });
});

test("the page runs files of ours only, with no style or program of its own", async () => {
  const policy = (await get("/")).headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("style-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test("without a build it says how to make one, and the API goes on", async () => {
  const answer = await fetch(`${unbuilt.url}/messages`, { headers: page });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([503, "text/plain; charset=utf-8"]);
  expect(await answer.text()).toContain("npm run dashboard");
  expect((await fetch(`${unbuilt.url}/livez`)).status).toBe(200);
  expect((await fetch(`${unbuilt.url}/docs/`)).status).toBe(200);
});
