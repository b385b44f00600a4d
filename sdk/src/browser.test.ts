// The bundle in a real browser: sending, listing, following events and checking webhooks on a page.

import { generateKeyPairSync, sign } from "node:crypto";
import type { ServerResponse } from "node:http";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as driver } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import type * as sdkOf from "./index.ts";
import { bundle } from "./testing/bundle.ts";
import { json, startServer } from "./testing/local-server.ts";

let browser: Browser;
let code: string;

/** The browser that npm brings runs on Linux only. */
const runnable = process.platform === "linux" && process.arch === "x64";

beforeAll(async () => {
  if (!runnable) return;
  code = await bundle();
  const executablePath = await chromium.executablePath();
  browser = await driver.launch({ executablePath, args: chromium.args, headless: true });
}, 60_000);
afterAll(() => browser?.close());

/** What a page knows of the SDK. */
type Loaded = { sdk: typeof sdkOf };

const page =
  '<!doctype html><script type="module">import * as sdk from "/sdk.js"; globalThis.sdk = sdk;</script>';

/** True when it was one of the page's own two files. */
function servesPage(url: string, response: ServerResponse): boolean {
  if (url === "/") response.writeHead(200, { "content-type": "text/html" }).end(page);
  else if (url === "/sdk.js") response.writeHead(200, { "content-type": "text/javascript" }).end(code);
  else return false;
  return true;
}

test.skipIf(!runnable)(
  "a page sends, lists and follows events with the browser's own fetch",
  async () => {
    let troubles = 1;
    const server = await startServer(({ method, url, headers }, response) => {
      if (servesPage(url, response)) return undefined;
      if (method === "POST" && troubles-- > 0) return void response.writeHead(503).end();
      if (method === "POST") return json(response, 202, { id: headers["idempotency-key"] });
      if (url.startsWith("/v1/messages")) {
        const last = url.includes("after=2");
        return json(response, 200, { data: [{ id: last ? "b" : "a" }], next: last ? null : "2" });
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('retry: 1\nid: 1\ndata: {"id":"1"}\n\nid: 2\ndata: {"id":"2"}\n\n');
      return undefined;
    });
    const tab = await browser.newPage();
    await tab.goto(server.url);
    const seen = await tab.evaluate(async (baseUrl) => {
      const { sdk } = globalThis as typeof globalThis & Loaded;
      const waypost = sdk.createWaypost({ baseUrl, apiKey: "wp_test_key" });
      const body = { to: "+14155550123", type: "text", text: { body: "Hello" } } as const;
      const { id } = await waypost.messages.send(body);
      const ids: string[] = [];
      for await (const message of waypost.messages.list()) ids.push(message.id);
      for await (const event of waypost.events()) if (ids.push(event.id) === 4) break;
      return { id, ids };
    }, server.url);
    expect(seen).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), ids: ["a", "b", "1", "2"] });
    const keys = server.asked
      .filter(({ method }) => method === "POST")
      .map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toEqual([seen.id, seen.id]);
  },
  60_000,
);

test.skipIf(!runnable)(
  "the browser's own cryptography believes what is signed, by secret and by key, and nothing else",
  async () => {
    const server = await startServer(({ url }, response) => void servesPage(url, response));
    const payload = JSON.stringify({ type: "message.sent", data: {} });
    const at = new Date(Math.floor(Date.now() / 1_000) * 1_000);
    const secret = `whsec_${Buffer.alloc(24, 9).toString("base64")}`;
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const key = `whpk_${publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64")}`;
    const seconds = String(at.getTime() / 1_000);
    const asymmetric = sign(null, Buffer.from(`evt_1.${seconds}.${payload}`), privateKey).toString("base64");
    const given = {
      payload,
      secrets: [secret, key],
      signatures: [new Webhook(secret).sign("evt_1", at, payload), `v1a,${asymmetric}`, "v1,AAAA"],
      seconds,
    };
    const tab = await browser.newPage();
    await tab.goto(server.url);
    const verdicts = await tab.evaluate(async ({ signatures, secrets, seconds: time, payload: body }) => {
      const { verifyWebhook, WebhookError } = (globalThis as typeof globalThis & Loaded).sdk;
      const judge = (signature: string): Promise<string> =>
        verifyWebhook(
          body,
          new Headers({ "webhook-id": "evt_1", "webhook-timestamp": time, "webhook-signature": signature }),
          secrets,
        ).then(
          ({ type }) => type,
          (error: unknown) => (error instanceof WebhookError ? error.reason : String(error)),
        );
      return Promise.all(signatures.map(judge));
    }, given);
    expect(verdicts).toEqual(["message.sent", "message.sent", "no_matching_signature"]);
  },
  60_000,
);
