// The drop-in doors, driven by clients that know nothing of Waypost: Twilio's own, and one for Meta's Cloud API.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import twilio from "twilio";
import { WhatsAppAPI } from "whatsapp-api-js";
import { Image, Text } from "whatsapp-api-js/messages";
import { type Json, type Stack, startStack } from "./stack.ts";

let stack: Stack;
let tenant: string;
beforeAll(async () => {
  stack = await startStack();
  tenant = (await stack.request("GET", "/v1/tenant")).body.id;
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

async function received(to: string): Promise<Json[]> {
  const response = await fetch(`${stack.simulatorUrl}/_sim/ledger?to=${encodeURIComponent(to)}`);
  return ((await response.json()) as Json).data;
}

describe("Twilio's client", () => {
  const clientWith = (token: string): ReturnType<typeof twilio> => {
    const client = twilio(`AC${tenant.slice("ten_".length)}`, token);
    client.api.baseUrl = `${stack.apiUrl}/compat/twilio`;
    return client;
  };
  const client = (): ReturnType<typeof twilio> => clientWith(stack.apiKey);

  test("sends, and sees that it was read", async () => {
    const to = "whatsapp:+14155557001";
    const sent = await client().messages.create({ to, body: "Your parcel is here", validityPeriod: 3_600 });
    expect(sent).toMatchObject({
      to,
      body: "Your parcel is here",
      direction: "outbound-api",
      errorCode: null,
    });
    expect(sent.dateCreated.getTime()).toBeGreaterThan(Date.now() - 60_000);
    const seen = await vi.waitFor(
      async () => {
        const one = await client().messages(sent.sid).fetch();
        expect(one.status).toBe("read");
        return one;
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(seen).toMatchObject({ sid: sent.sid, from: expect.stringMatching(/^whatsapp:\+\d+$/) });
    const [only, ...more] = await received("+14155557001");
    expect(only).toMatchObject({ text: { body: "Your parcel is here" } });
    expect(more).toEqual([]);
  });

  test("schedules, cancels, and lists page by page", async () => {
    const to = "whatsapp:+14155557002";
    const sendAt = new Date(Date.now() + 3_600_000);
    const sids: string[] = [];
    for (const body of ["one", "two", "three"])
      sids.push((await client().messages.create({ to, body, scheduleType: "fixed", sendAt })).sid);
    const canceled = await client()
      .messages(sids[0] ?? "")
      .update({ status: "canceled" });
    expect(canceled.status).toBe("canceled");
    const listed = await client().messages.list({ to, pageSize: 1 });
    expect(listed.map(({ sid, status }) => [sid, status])).toEqual([
      [sids[2], "scheduled"],
      [sids[1], "scheduled"],
      [sids[0], "canceled"],
    ]);
    expect(await received("+14155557002")).toEqual([]);
  });

  test.each([
    ["a number that is none", { to: "whatsapp:+1415", body: "x" }, 21211, 422],
    ["no text", { to: "whatsapp:+14155557003" }, 21619, 400],
    ["a sender of nobody's", { to: "+14155557003", from: "whatsapp:+15550009999", body: "x" }, 63007, 422],
    [
      "two files",
      { to: "+14155557003", mediaUrl: ["https://a.test/1.png", "https://a.test/2.png"] },
      21620,
      400,
    ],
    [
      "a promise that is not kept",
      { to: "+14155557003", body: "x", contentRetention: "discard" },
      20400,
      400,
    ],
  ] as const)("hears of %s in Twilio's own codes", async (_what, asked, code, status) => {
    const wish = client().messages.create({
      ...asked,
      ...("mediaUrl" in asked ? { mediaUrl: [...asked.mediaUrl] } : {}),
    } as Parameters<ReturnType<typeof twilio>["messages"]["create"]>[0]);
    await expect(wish).rejects.toMatchObject({ code, status });
  });

  test("is not let in with a wrong token, nor into another account", async () => {
    const body = { to: "whatsapp:+14155557003", body: "x" };
    await expect(clientWith("wp_test_0_0").messages.create(body)).rejects.toMatchObject({
      code: 20003,
      status: 401,
    });
    const other = twilio(`AC${"0".repeat(32)}`, stack.apiKey);
    other.api.baseUrl = `${stack.apiUrl}/compat/twilio`;
    await expect(other.messages.create(body)).rejects.toMatchObject({ code: 20404, status: 404 });
    expect(await received("+14155557003")).toEqual([]);
  });
});

describe("a Cloud API client", () => {
  let phoneNumberId: string;
  beforeAll(async () => {
    const response = await fetch(`${stack.simulatorUrl}/_sim/config`);
    phoneNumberId = ((await response.json()) as Json).phone_number_id;
  });
  /** It knows one address only. */
  const toUs: typeof fetch = (address, init) => {
    const { href } = new URL(address instanceof Request ? address.url : address);
    return fetch(href.replace("https://graph.facebook.com", `${stack.apiUrl}/compat/graph`), init);
  };
  const clientWith = (token: string): WhatsAppAPI =>
    new WhatsAppAPI({ token, v: "v25.0", secure: false, ponyfill: { fetch: toUs } });
  const client = (): WhatsAppAPI => clientWith(stack.apiKey);

  test("sends a text that one person gets once", async () => {
    const answer: Json = await client().sendMessage(
      phoneNumberId,
      "14155557101",
      new Text("Table for two, 19:00"),
    );
    expect(answer).toMatchObject({
      messaging_product: "whatsapp",
      contacts: [{ input: "14155557101", wa_id: "14155557101" }],
      messages: [{ message_status: "accepted" }],
    });
    await vi.waitFor(async () => expect(await received("+14155557101")).toHaveLength(1), { timeout: 20_000 });
    const { body } = await stack.request("GET", `/v1/messages/${answer.messages[0].id}`);
    expect(body).toMatchObject({ to: "+14155557101", text: { body: "Table for two, 19:00" } });
  });

  test("uploads a picture, looks at it, sends it and takes it away", async () => {
    const form = new FormData();
    form.set("messaging_product", "whatsapp");
    form.set("type", "image/png");
    form.set("file", new Blob([new Uint8Array(png)], { type: "image/png" }), "dot.png");
    const { id }: Json = await client().uploadMedia(phoneNumberId, form);
    const found: Json = await client().retrieveMedia(id);
    expect(found).toMatchObject({ id, mime_type: "image/png", file_size: png.length });
    const fetched = await client().fetchMedia(found.url);
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(png);
    await client().sendMessage(phoneNumberId, "14155557102", new Image(id, true, "A dot"));
    await vi.waitFor(async () => expect(await received("+14155557102")).toHaveLength(1), { timeout: 20_000 });
    expect(await client().deleteMedia(id)).toEqual({ success: true });
    expect(await client().retrieveMedia(id)).toMatchObject({ error: { code: 100, error_subcode: 33 } });
  });

  test("hears of what is wrong in Meta's own form", async () => {
    const text = new Text("x");
    expect(await clientWith("nobody").sendMessage(phoneNumberId, "14155557103", text)).toMatchObject({
      error: { code: 190, type: "OAuthException" },
    });
    expect(await client().sendMessage("1", "14155557103", text)).toMatchObject({
      error: { code: 100, error_subcode: 33 },
    });
    expect(await client().sendMessage(phoneNumberId, "12", text)).toMatchObject({ error: { code: 131009 } });
    expect(await received("+14155557103")).toEqual([]);
  });
});

/** One grey pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==",
  "base64",
);
