// A picture is uploaded once and sent over two roads; what people's phones show are its very bytes.

import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Json, type Stack, startStack } from "./stack.ts";

/** A JPEG of 8 × 8 grey pixels, with a comment that makes each one's bytes its own. */
function picture(comment: string): Buffer {
  const text = Buffer.from(comment);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, text.length + 2]);
  const frame = Buffer.from("ffc0000b080008000801011100", "hex");
  const end = Buffer.from("ffda0008010100003f00d2cf20ffd9", "hex");
  return Buffer.concat([head, text, frame, end]);
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

async function upload(bytes: Buffer, headers: Record<string, string> = {}): Promise<Json> {
  const response = await fetch(`${stack.apiUrl}/v1/media`, {
    method: "POST",
    headers: { authorization: `Bearer ${stack.apiKey}`, "content-type": "image/jpeg", ...headers },
    body: new Uint8Array(bytes),
  });
  const record: Json = await response.json();
  expect(response.status, JSON.stringify(record)).toBe(201);
  return record;
}

async function send(body: object): Promise<string> {
  const answer = await stack.request("POST", "/v1/messages", body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body["id"];
}

async function messageIn(id: string, status: string): Promise<Json> {
  return vi.waitFor<Json>(
    async () => {
      const { body } = await stack.request("GET", `/v1/messages/${id}`);
      expect(body["status"], JSON.stringify([body["error"], body["timeline"]])).toBe(status);
      return body;
    },
    { timeout: 40_000, interval: 200 },
  );
}

async function simulated(path: string, init: RequestInit = {}): Promise<Json> {
  const response = await fetch(`${stack.simulatorUrl}${path}`, init);
  return response.json();
}

async function received(to: string): Promise<Json[]> {
  return (await simulated(`/_sim/ledger?to=${to}`)).data;
}

describe("a file", () => {
  test("is uploaded, and downloaded again by its owner, in part, and by whoever has its address", async () => {
    const bytes = picture("downloaded");
    const record = await upload(bytes, {
      "content-disposition": "attachment; filename*=UTF-8''..%2F..%2Fpass%E2%80%AE.exe",
    });
    expect(record).toMatchObject({
      kind: "image",
      mime_type: "image/jpeg",
      size_bytes: bytes.length,
      sha256: sha256(bytes),
      filename: "pass.exe.jpg",
      origin: "upload",
    });
    const headers = { authorization: `Bearer ${stack.apiKey}` };
    const content = `${stack.apiUrl}/v1/media/${record["id"]}/content`;
    const whole = await fetch(content, { headers });
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
    const part = await fetch(content, { headers: { ...headers, range: "bytes=2-5" } });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 2-5/${bytes.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(2, 6));
    const url = new URL(record["url"]);
    const linked = await fetch(stack.apiUrl + url.pathname);
    expect(linked.headers.get("content-disposition")).toMatch(/^attachment; filename="pass.exe.jpg"/);
    expect(Buffer.from(await linked.arrayBuffer())).toEqual(bytes);
  });

  test(
    "arrives over the Cloud API byte for byte, and is handed to Meta once",
    { timeout: 60_000 },
    async () => {
      const bytes = picture("cloud api");
      const { id } = await upload(bytes);
      const image = { id, caption: "Boarding pass" };
      const people = ["14155551201", "14155551202"];
      const ids = await Promise.all(people.map((to) => send({ to: `+${to}`, type: "image", image })));
      for (const message of ids) await messageIn(message, "read");
      const copies = (await Promise.all(people.map(received))).flat();
      expect(copies.map((copy) => copy["image"]["caption"])).toEqual(["Boarding pass", "Boarding pass"]);
      const metaIds = new Set(copies.map((copy) => copy["image"]["id"]));
      expect(metaIds.size).toBe(1);
      const { graph_url, version, access_token } = await simulated("/_sim/config");
      const looked = await fetch(`${graph_url}/${version}/${[...metaIds][0]}`, {
        headers: { authorization: `Bearer ${access_token}` },
      });
      const stored: Json = await looked.json();
      expect([stored.sha256, stored.mime_type]).toEqual([sha256(bytes), "image/jpeg"]);
      // Meta forgets it: the next message hands it over again.
      await fetch(`${graph_url}/${version}/${[...metaIds][0]}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${access_token}` },
      });
      await messageIn(await send({ to: "+14155551203", type: "image", image }), "read");
      const [again] = await received("14155551203");
      expect(metaIds.has(again["image"]["id"])).toBe(false);
    },
  );

  test("arrives over WhatsApp Web byte for byte", { timeout: 90_000 }, async () => {
    const bytes = picture("whatsapp web");
    const { id } = await upload(bytes);
    const sender = await linkedSender("15557010201");
    const document = { id, caption: "As it is" };
    await messageIn(await send({ from: sender, to: "+14155551211", type: "document", document }), "read");
    await messageIn(await send({ from: sender, to: "+14155551212", type: "image", image: { id } }), "read");
    const copies = [...(await received("14155551211")), ...(await received("14155551212"))];
    const shown = copies.map((copy) => copy["document"] ?? copy["image"]);
    for (const media of shown) {
      expect(media).toMatchObject({ downloaded: true, mime_type: "image/jpeg" });
      expect(Buffer.from(media["sha256"], "base64").toString("hex")).toBe(sha256(bytes));
    }
  });

  test(
    "that a person sends is fetched over either road, and is ours from then on",
    { timeout: 90_000 },
    async () => {
      const overMeta = picture("from a person, over Meta");
      const overWeb = picture("from a person, over WhatsApp Web");
      const sent = { image: { id: await atMeta(overMeta), mime_type: "image/jpeg" } };
      await simulated("/_sim/people/14155551231/reply", post({ type: "image", ...sent }));
      await linkedSender("15557010202");
      const data = { data: overWeb.toString("base64"), mime_type: "image/jpeg" };
      const toUs = { type: "image", image: data, to: "15557010202" };
      await simulated("/_sim/people/14155551232/reply", post(toUs));
      const program = Buffer.concat([Buffer.from("MZ"), Buffer.alloc(500)]).toString("base64");
      const harm = { type: "document", document: { data: program, filename: "bill.pdf" }, to: "15557010202" };
      await simulated("/_sim/people/14155551233/reply", post(harm));
      const files = await vi.waitFor(
        async () => {
          const { body } = await stack.request("GET", "/v1/messages/received");
          const all: Json[] = body["data"].map((message: Json) => message["media"]).filter(Boolean);
          expect(all.map((media): string => media["state"]).toSorted(), stack.output()).toEqual([
            "refused",
            "stored",
            "stored",
          ]);
          return all.filter((media) => media["state"] === "stored");
        },
        { timeout: 40_000, interval: 200 },
      );
      const bytes = await Promise.all(files.map((media) => bytesOf(media["id"])));
      expect(bytes.map(sha256).toSorted()).toEqual([overMeta, overWeb].map(sha256).toSorted());
    },
  );

  test("that is not there, or of another kind, is refused before anything is accepted", async () => {
    const { id } = await upload(picture("refused"));
    const absent = `med_${"0".repeat(32)}`;
    const to = "+14155551221";
    const unknown = await stack.request("POST", "/v1/messages", { to, type: "image", image: { id: absent } });
    expect([unknown.status, unknown.body["code"], unknown.body["errors"][0]["path"]]).toEqual([
      404,
      "media_not_found",
      "/image/id",
    ]);
    const wrong = await stack.request("POST", "/v1/messages", { to, type: "video", video: { id } });
    expect([wrong.status, wrong.body["code"]]).toEqual([422, "media_wrong_kind"]);
    expect(await received("14155551221")).toEqual([]);
  });
});

const post = (body: object): RequestInit => ({ method: "POST", body: JSON.stringify(body) });

async function bytesOf(id: string): Promise<Buffer> {
  const response = await fetch(`${stack.apiUrl}/v1/media/${id}/content`, {
    headers: { authorization: `Bearer ${stack.apiKey}` },
  });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** A file that Meta has, as a person's phone has put it there. */
async function atMeta(bytes: Buffer): Promise<string> {
  const { graph_url, version, access_token, phone_number_id } = await simulated("/_sim/config");
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("file", new Blob([new Uint8Array(bytes)], { type: "image/jpeg" }), "a.jpg");
  const response = await fetch(`${graph_url}/${version}/${phone_number_id}/media`, {
    method: "POST",
    headers: { authorization: `Bearer ${access_token}` },
    body: form,
  });
  const uploaded: Json = await response.json();
  return uploaded.id;
}

async function linkedSender(phone: string): Promise<string> {
  const { body } = await stack.request("POST", "/v1/senders", { name: "Desk", transport: "whatsapp_web" });
  const sender = body["id"];
  await stack.request("POST", `/v1/senders/${sender}/session/start`);
  const qr = await vi.waitFor(
    async () => {
      const answer = await stack.request("GET", `/v1/senders/${sender}/session/qr`);
      expect(answer.status).toBe(200);
      return answer.body["qr"];
    },
    { timeout: 40_000, interval: 200 },
  );
  await simulated(`/_sim/people/${phone}/scan`, { method: "POST", body: JSON.stringify({ qr }) });
  await vi.waitFor(
    async () => {
      const answer = await stack.request("GET", `/v1/senders/${sender}/session`);
      expect(answer.body["state"]).toBe("connected");
    },
    { timeout: 40_000, interval: 200 },
  );
  return sender;
}
