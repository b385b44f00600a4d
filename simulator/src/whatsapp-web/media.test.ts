// Media both ways, through the HTTPS media host.
import { Agent as HttpsAgent } from "node:https";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createHash } from "node:crypto";
import { downloadMediaMessage } from "baileys";
import { Agent, Dispatcher1Wrapper } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "./testing/client.ts";
import { at, SOON, startWebSandbox } from "./testing/web-sandbox.ts";
import type { WebSandbox } from "./testing/web-sandbox.ts";

const BUSINESS = "15551230500";
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

let sandbox: WebSandbox;
let client: Client;
beforeAll(async () => {
  sandbox = await startWebSandbox();
  const ca = sandbox.config.web.media_certificate;
  client = await sandbox.link(BUSINESS, { fetchAgent: new HttpsAgent({ ca }) });
});
afterAll(() => sandbox.stop());

test("the person's phone downloads and decrypts what a business sends", async () => {
  await client.socket.sendMessage(at("4915112340400"), {
    image: PNG,
    caption: "A dot",
    mimetype: "image/png",
  });
  await expect
    .poll(() => sandbox.ledger("4915112340400"), SOON)
    .toMatchObject([
      {
        type: "image",
        image: {
          caption: "A dot",
          mime_type: "image/png",
          size: PNG.length,
          downloaded: true,
          sha256: createHash("sha256").update(PNG).digest("base64"),
        },
      },
    ]);
});

test("documents keep their name, and streams are as good as bytes", async () => {
  const document = { stream: Readable.from([Buffer.from("%PDF-1.4 "), Buffer.from("the end")]) };
  const message = { document, fileName: "plan.pdf", mimetype: "application/pdf" };
  await client.socket.sendMessage(at("4915112340401"), message);
  await expect
    .poll(() => sandbox.ledger("4915112340401"), SOON)
    .toMatchObject([{ type: "document", document: { filename: "plan.pdf", size: 16, downloaded: true } }]);
});

test("a business downloads and decrypts what people send", async () => {
  const data = Buffer.from("not really a voice").toString("base64");
  await sandbox.person("4915112340402", "reply", {
    type: "audio",
    audio: { data, voice: true },
    to: BUSINESS,
  });
  const received = () => client.upserts.find(({ message }) => message.message?.audioMessage)?.message;
  await expect.poll(received, SOON).toBeTruthy();
  const message = received();
  if (!message) return;
  const ca = sandbox.config.web.media_certificate;
  // The fetch inside Node speaks the older interface.
  const dispatcher = new Dispatcher1Wrapper(new Agent({ connect: { ca } }));
  const options = Object.assign<RequestInit, object>({}, { dispatcher });
  const stream = await downloadMediaMessage(message, "stream", { options });
  expect((await buffer(stream)).toString()).toBe("not really a voice");
  expect(message.message?.audioMessage?.ptt).toBe(true);
});

test("media of another host is shown as not downloaded", async () => {
  const message = {
    imageMessage: { directPath: "/v/gone.enc", mediaKey: Buffer.alloc(32), mimetype: "image/png" },
  };
  await client.socket.relayMessage(at("4915112340403"), message, {});
  await expect
    .poll(() => sandbox.ledger("4915112340403"), SOON)
    .toMatchObject([{ type: "image", image: { downloaded: false, size: null } }]);
});
