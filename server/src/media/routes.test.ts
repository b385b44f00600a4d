// Files over HTTP: in as a stream, out whole or in part, each within reach of its tenant and mode only.

import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { ask, type Tenant } from "../http/harness.ts";
import { type MediaHouse, openMediaHouse, upload } from "./testing/house.ts";
import { exe, jpeg, pdf } from "./testing/samples.ts";

let house: MediaHouse;
let ours: Tenant;
let key: string;
beforeAll(async () => {
  house = await openMediaHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  ours = await house.http.tenant();
  key = (await ours.key("live")).text;
});

const get = (path: string, headers: Record<string, string> = {}, as = key): Promise<Response> =>
  fetch(house.http.url + path, { headers: { authorization: `Bearer ${as}`, ...headers } });

describe("an upload", () => {
  test("is kept under its hash, and told what it is", async () => {
    const { status, body } = await upload(house, key, jpeg("kept"), {
      "content-type": "image/png; charset=x",
      "content-disposition": 'attachment; filename="a/b.png"',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^med_[0-9a-f]{32}$/),
      kind: "image",
      mime_type: "image/jpeg",
      declared_type: "image/png",
      filename: "b.png.jpg",
      origin: "upload",
    });
    expect(await house.kept(ours.id)).toEqual([body["sha256"]]);
    expect((await ask(house.http, key, `GET /v1/media/${String(body["id"])}`)).body).toMatchObject({
      sha256: body["sha256"],
    });
  });

  test("of the same bytes is another file and no other bytes; another tenant's are its own", async () => {
    const bytes = jpeg("twice");
    const [one, two] = [await upload(house, key, bytes), await upload(house, key, bytes)];
    expect(one.body["id"]).not.toBe(two.body["id"]);
    expect(await house.kept(ours.id)).toHaveLength(1);
    const theirs = await house.http.tenant();
    await upload(house, (await theirs.key("live")).text, bytes);
    expect(await house.kept(theirs.id)).toHaveLength(1);
  });

  test("sent twice under one key is one file, and other bytes under it are refused", async () => {
    const once = { "idempotency-key": "upload-1" };
    const first = await upload(house, key, jpeg("one"), once);
    const again = await upload(house, key, jpeg("one"), once);
    expect([again.status, again.body["id"]]).toEqual([201, first.body["id"]]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const other = await upload(house, key, jpeg("two"), once);
    expect([other.status, other.body["code"]]).toEqual([422, "idempotency_mismatch"]);
  });

  test.each([
    ["a program", exe, 422, "media_unsafe"],
    ["nothing", Buffer.alloc(0), 422, "media_type_not_allowed"],
    ["an unknown type", Buffer.from([0, 1, 2, 3]), 422, "media_type_not_allowed"],
    ["a picture of 6 MB", Buffer.concat([jpeg(), Buffer.alloc(6 * 1024 * 1024)]), 413, "media_too_large"],
  ])("of %s leaves nothing behind", async (_name, bytes, status, code) => {
    const answer = await upload(house, key, bytes);
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
    expect(await house.kept(ours.id)).toEqual([]);
    expect(await house.staged()).toEqual([]);
  });

  test("as a form is told how to do it", async () => {
    const answer = await upload(house, key, jpeg(), { "content-type": "multipart/form-data; boundary=x" });
    expect([answer.status, answer.body["code"]]).toEqual([415, "unsupported_media_type"]);
  });

  test("that says it is too large is refused before it comes", async () => {
    const answer = await new Promise<number>((resolve, reject) => {
      const sending = request(`${house.http.url}/v1/media`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-length": 200 * 1024 * 1024 },
      });
      sending.once("error", reject);
      sending.once("response", (response) => {
        resolve(response.statusCode ?? 0);
        sending.destroy();
      });
      sending.flushHeaders();
    });
    expect(answer).toBe(413);
  });

  test("that breaks off leaves nothing behind", async () => {
    const { hostname, port } = new URL(house.http.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/media HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-length: 100000\r\n\r\nabc`,
    );
    await vi.waitFor(async () => expect(await house.staged()).toHaveLength(1));
    socket.destroy();
    await vi.waitFor(async () => expect(await house.staged()).toEqual([]));
  });

  test("needs the right to write", async () => {
    const reader = (await ours.key("live", { scopes: ["media:read"] })).text;
    expect((await upload(house, reader, jpeg())).body["code"]).toBe("insufficient_scope");
    expect((await upload(house, "wp_live_nobody", jpeg())).status).toBe(401);
  });
});

describe("a download", () => {
  test("is harmless in a browser, and says its name", async () => {
    const name = { "content-disposition": "attachment; filename*=UTF-8''%C3%9Cber.pdf" };
    const { body } = await upload(house, key, pdf, name);
    const { headers } = await get(`/v1/media/${String(body["id"])}/content`);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition": `attachment; filename="_ber.pdf"; filename*=UTF-8''%C3%9Cber.pdf`,
      "content-length": String(pdf.length),
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "accept-ranges": "bytes",
      etag: `"${String(body["sha256"])}"`,
    });
  });

  test("may be of a part, as long as the file is still the same", async () => {
    const { body } = await upload(house, key, pdf);
    const path = `/v1/media/${String(body["id"])}/content`;
    const part = await get(path, { range: "bytes=1-3" });
    expect([part.status, await part.text(), part.headers.get("content-length")]).toEqual([206, "PDF", "3"]);
    const changed = await get(path, { range: "bytes=1-3", "if-range": '"another"' });
    expect([changed.status, (await changed.arrayBuffer()).byteLength]).toEqual([200, pdf.length]);
    const beyond = await get(path, { range: "bytes=999-" });
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${pdf.length}`]);
    const head = await fetch(house.http.url + path, {
      method: "HEAD",
      headers: { authorization: `Bearer ${key}` },
    });
    expect(head.status).toBe(200);
  });

  test("by a signed address needs no key, until the file is deleted", async () => {
    const { body } = await upload(house, key, pdf);
    const url = new URL(String(body["url"]));
    expect(url.pathname).toMatch(/^\/media\/[\w-]{94}\.pdf$/);
    const opened = await fetch(house.http.url + url.pathname, { headers: { range: "bytes=0-3" } });
    expect([opened.status, await opened.text()]).toEqual([206, "%PDF"]);
    for (const path of [url.pathname.replace(/.\.pdf$/, "_.pdf"), "/media/x", `/media/${"A".repeat(94)}`]) {
      const answer = await fetch(house.http.url + path);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        404,
        "media_not_found",
      ]);
    }
    expect((await ask(house.http, key, `DELETE /v1/media/${String(body["id"])}`)).status).toBe(204);
    expect((await fetch(house.http.url + url.pathname)).status).toBe(404);
  });

  test("of a file whose bytes are lost is 404, and of a store that is away 503", async () => {
    const { body } = await upload(house, key, jpeg("lost"));
    const path = `/v1/media/${String(body["id"])}/content`;
    const open = vi.spyOn(house.store, "open").mockRejectedValueOnce(new Error("EIO"));
    onTestFinished(() => open.mockRestore());
    const away = await get(path);
    expect([away.status, away.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(house.errors.at(-1)?.message).toBe("EIO");
    await house.store.delete({ tenantId: ours.id, sha256: String(body["sha256"]) });
    expect((await get(path)).status).toBe(404);
  });
});

describe("a file of somebody else's", () => {
  test("answers like one that is not there, whatever is asked of it", async () => {
    const theirs = await house.http.tenant();
    const { body } = await upload(house, (await theirs.key("live")).text, jpeg("theirs"));
    const tests = await upload(house, (await ours.key("test")).text, jpeg("of the other mode"));
    const absent = `med_${"0".repeat(32)}`;
    for (const id of [body["id"], tests.body["id"], absent, "med_x", "snd_1", "%2e%2e%2fx"].map(String)) {
      for (const line of [`GET /v1/media/${id}`, `GET /v1/media/${id}/content`, `DELETE /v1/media/${id}`]) {
        const answer = await ask(house.http, key, line);
        const { request_id: _, ...rest } = answer.body;
        expect([line, answer.status, rest["code"], rest["detail"]]).toEqual([
          line,
          404,
          "media_not_found",
          "There is no such file within reach.",
        ]);
      }
    }
  });
});

describe("a store that is full", () => {
  test("refuses uploads with a word for it, and keeps no record", async () => {
    const put = vi.spyOn(house.store, "put").mockRejectedValueOnce(new Error("ENOSPC"));
    onTestFinished(() => put.mockRestore());
    const answer = await upload(house, key, jpeg("full"));
    expect([answer.status, answer.body["code"]]).toEqual([503, "media_store_unavailable"]);
    const { rows } = await house.http.engine.query("select from media where tenant_id = $1", [ours.id]);
    expect(rows).toEqual([]);
    expect((await upload(house, key, jpeg("full"))).status).toBe(201);
  });
});

describe("a disk that cannot be written", () => {
  test("stops files and nothing else", async () => {
    const broken = await openMediaHouse({ store: (disk) => ({ ...disk, stagingDir: "/dev/null/staging" }) });
    onTestFinished(() => broken.close());
    const { text } = await (await broken.http.tenant()).key("live");
    const answer = await upload(broken, text, jpeg());
    expect([answer.status, answer.body["code"]]).toEqual([503, "media_store_unavailable"]);
    expect(broken.errors.at(-1)?.message).toMatch(/ENOTDIR|ENOENT|EEXIST/);
    expect((await ask(broken.http, text, `GET /v1/media/med_${"0".repeat(32)}`)).status).toBe(404);
  });
});

describe("a slow line", () => {
  test("may take longer over a file than a request is given", { timeout: 15_000 }, async () => {
    const slow = await openMediaHouse({ limits: { requestMs: 500 } });
    onTestFinished(() => slow.close());
    const tenant = await slow.http.tenant();
    const { text } = await tenant.key("live");
    const bytes = Buffer.concat([pdf, randomBytes(40_000)]);
    const answer = await new Promise<number>((resolve, reject) => {
      const sending = request(`${slow.http.url}/v1/media`, {
        method: "POST",
        headers: { authorization: `Bearer ${text}`, "content-length": bytes.length },
      });
      sending.once("error", reject);
      sending.once("response", (response) => resolve(response.resume().statusCode ?? 0));
      let at = 0;
      const drip = setInterval(() => {
        if (at >= bytes.length) {
          clearInterval(drip);
          return void sending.end();
        }
        sending.write(bytes.subarray(at, (at += 1_000)));
      }, 80);
    });
    expect(answer).toBe(201);
  });
});
