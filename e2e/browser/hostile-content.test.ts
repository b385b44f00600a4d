// Two hundred texts that would like to be programs, in a real browser, on everything of ours that it can open.

import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeSide } from "../../server/src/control/testing/belongings.ts";
import { type Ground, layGround, openControlServer } from "../../server/src/control/testing/control-house.ts";
import { openReader } from "../../server/src/control/testing/table-digest.ts";
import { openBrowser, type Seen, visit, watch } from "./browser.ts";
import { payloads } from "./payloads.ts";
import { type Stage, type Surface, surfaces } from "./surfaces.ts";

let ground: Ground;
let stage: Stage;
let browser: Browser;
const seen: Seen = { executions: [], violations: [] };

beforeAll(async () => {
  ground = await layGround();
  const reader = await openReader(ground.databaseUrl);
  const server = await openControlServer(ground);
  const side = await makeSide({ ground, server, reader });
  stage = { server, side, reader };
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await stage?.server.close();
  await stage?.reader.close();
  await ground?.close();
});

/** As somebody whose browser holds a key, which is more than a browser will. */
async function openPage(key: string | null): Promise<Page> {
  const context = await browser.newContext(
    key === null ? {} : { extraHTTPHeaders: { authorization: `Bearer ${key}` } },
  );
  await watch(context, seen);
  return context.newPage();
}

test("there are two hundred texts", () => expect(payloads.length).toBeGreaterThanOrEqual(200));

describe("nothing runs, and no policy has to stop anything, in", () => {
  test.each(surfaces.map((surface): [string, Surface] => [surface.name, surface]))(
    "%s",
    async (_, surface) => {
      const page = await openPage(stage.side.key);
      const addresses = await surface.prepare(stage, payloads);
      expect(addresses.length).toBeGreaterThan(0);
      for (const address of addresses) await visit(page, stage.server.url + address);
      await page.context().close();
      expect(seen).toEqual({ executions: [], violations: [] });
    },
    60_000,
  );

  test("the documentation, which opens a route and lets it be tried", async () => {
    const page = await openPage(null);
    await visit(page, `${stage.server.url}/docs/`);
    // It draws what is in sight; the rest comes with scrolling.
    await expect.poll(() => page.locator(".opblock").count(), { timeout: 20_000 }).toBeGreaterThan(3);
    await page.locator(".opblock-summary").first().click();
    await page.waitForSelector(".opblock-body");
    await page.context().close();
    expect(seen).toEqual({ executions: [], violations: [] });
  }, 60_000);

  test("a file that a person sent is saved, and not shown", async () => {
    const files = surfaces.find(({ name }) => name.startsWith("files"));
    const page = await openPage(stage.side.key);
    const addresses = (await files?.prepare(stage, payloads.slice(0, 24))) ?? [];
    expect(addresses).toHaveLength(12);
    for (const address of addresses)
      expect(await visit(page, stage.server.url + address), address).toBe("saved");
    await page.context().close();
  });
});

describe("the eye itself", () => {
  let careless: Server;
  beforeAll(async () => {
    careless = createServer(({ url = "/" }, response) => {
      const { searchParams } = new URL(url, "http://x");
      const policy = searchParams.has("strict") ? { "content-security-policy": "default-src 'none'" } : {};
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...policy });
      response.end(`<!doctype html><body>${searchParams.get("text")}`);
    }).listen(0, "127.0.0.1");
    await once(careless, "listening");
  });
  afterAll(() => void careless.close());

  const show = async (page: Page, text: string, more = ""): Promise<void> => {
    const { port } = careless.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/?text=${encodeURIComponent(text)}${more}`);
  };

  test("sees most of the texts run on a page that shows them without care", async () => {
    const mine: Seen = { executions: [], violations: [] };
    const context = await browser.newContext();
    await watch(context, mine);
    const page = await context.newPage();
    const ran = new Set<string>();
    for (const payload of payloads.slice(0, 60)) {
      await show(page, payload).catch(() => undefined);
      if (mine.executions.splice(0).length > 0) ran.add(payload);
    }
    expect(ran.size).toBeGreaterThan(30);
    await show(page, payloads[0] ?? "", "&strict");
    await expect.poll(() => mine.violations.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await context.close();
  }, 60_000);
});
