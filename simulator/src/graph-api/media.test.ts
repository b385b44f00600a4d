// Media: uploaded, looked up, downloaded while the address is good, deleted.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messageId, startSandbox } from "../testing/sandbox.ts";
import type { Sandbox } from "../testing/sandbox.ts";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

async function upload(bytes: Uint8Array<ArrayBuffer>, type: string) {
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("file", new Blob([bytes], { type }), "picture");
  const { graph_url, phone_number_id, access_token } = sandbox.config;
  const headers = { authorization: `Bearer ${access_token}` };
  const response = await fetch(`${graph_url}/v25.0/${phone_number_id}/media`, {
    method: "POST",
    headers,
    body: form,
  });
  return (await response.json()) as { id: string; error?: { code: number } };
}

const download = (url: unknown, token = sandbox.config.access_token) =>
  fetch(String(url), { headers: { authorization: `Bearer ${token}` } });

test("what was uploaded comes back, byte for byte, for its owner", async () => {
  const bytes = new Uint8Array([0xff, 0xd8, 0, 13, 10, 0xff]);
  const { id } = await upload(bytes, "image/jpeg");
  const { body } = await sandbox.graph("GET", id);
  expect(body).toMatchObject({
    id,
    mime_type: "image/jpeg",
    file_size: 6,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const file = await download(body["url"]);
  expect(file.headers.get("content-type")).toBe("image/jpeg");
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
  expect((await download(body["url"], "wrong")).status).toBe(401);
});

test("an address is 404 after five minutes; the id gives a new one", async () => {
  const { id } = await upload(new Uint8Array([1]), "image/png");
  const { body } = await sandbox.graph("GET", id);
  await sandbox.control("POST", "clock", { advance_ms: 5 * 60_000 });
  expect((await download(body["url"])).status).toBe(404);
  expect((await download((await sandbox.graph("GET", id)).body["url"])).status).toBe(200);
});

test("an id is gone after thirty days, or when deleted", async () => {
  const [first, second] = [
    await upload(new Uint8Array([1]), "image/png"),
    await upload(new Uint8Array([1]), "image/png"),
  ];
  expect((await sandbox.graph("DELETE", first.id)).body).toEqual({ success: true });
  expect((await sandbox.graph("GET", first.id)).body).toMatchObject({
    error: { code: 100, error_subcode: 33 },
  });
  await sandbox.control("POST", "clock", { advance_ms: 30 * 86_400_000 });
  expect((await sandbox.graph("GET", second.id)).body).toMatchObject({
    error: { error_subcode: 33 },
  });
});

test("unknown types and too large files are refused", async () => {
  expect((await upload(new Uint8Array([1]), "image/gif")).error?.code).toBe(100);
  expect((await upload(new Uint8Array(5 * 1_048_576 + 1), "image/png")).error?.code).toBe(131053);
});

test("a picture sent as audio is accepted and fails with 131053", async () => {
  const { id } = await upload(new Uint8Array([1]), "image/png");
  const sent = messageId(await sandbox.send("+14155550123", { type: "audio", audio: { id } }));
  await vi.waitFor(() => {
    expect(sandbox.receiver.statuses()).toMatchObject([
      { id: sent, status: "failed", errors: [{ code: 131053 }] },
    ]);
  });
});

test("a voice note is played after it is read", async () => {
  const { id } = await upload(new Uint8Array([1]), "audio/ogg");
  await sandbox.send("+14155550123", { type: "audio", audio: { id, voice: true } });
  await vi.waitFor(() => expect(sandbox.receiver.statuses().at(-1)).toMatchObject({ status: "played" }));
});

test("a resumable upload continues where it stopped and ends in a handle", async () => {
  const { graph_url, app_id, access_token } = sandbox.config;
  const start = await sandbox.graph(
    "POST",
    `${app_id}/uploads?file_name=a.jpg&file_length=4&file_type=image/jpeg`,
  );
  const session = String(start.body["id"]);
  const part = async (offset: number, text: string) => {
    const headers = { authorization: `OAuth ${access_token}`, file_offset: String(offset) };
    const response = await fetch(`${graph_url}/v25.0/${session}`, {
      method: "POST",
      headers,
      body: text,
    });
    return (await response.json()) as { h?: string; error?: object };
  };
  await part(0, "ab");
  expect((await sandbox.graph("GET", session)).body).toEqual({ id: session, file_offset: 2 });
  expect((await part(0, "cd")).error).toBeDefined();
  expect((await part(2, "cd")).h).toMatch(/^NA==:/);
});
