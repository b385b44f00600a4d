// The drop-in doors from outside their dialects: what is hostile, foreign or not allowed is refused in their words.

import { beforeAll, describe, expect, test } from "vitest";
import { makeSide, type Side } from "./testing/belongings.ts";
import { ground, makeKey, server, useControlServer } from "./testing/control-house.ts";
import { brokenBytes, hostileTexts, hostileValues } from "./testing/hostile-values.ts";
import { openReader } from "./testing/table-digest.ts";

useControlServer();

let mine: Side;
let theirs: Side;
beforeAll(async () => {
  const reader = await openReader(ground.databaseUrl);
  mine = await makeSide({ ground, server, reader });
  theirs = await makeSide({ ground, server, reader });
  await reader.close();
}, 60_000);

type Answer = { status: number; body: Record<string, unknown> };

async function ask(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/compat${path}`, { method, ...init });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Answer["body"]) };
}

const hexOf = (id: string): string => id.slice(id.indexOf("_") + 1);
const accountOf = ({ tenantId }: Side): string =>
  `/twilio/2010-04-01/Accounts/AC${tenantId.replaceAll("-", "")}`;
const basic = (key: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`anybody:${key}`).toString("base64")}`,
});
const bearer = (key: string): { authorization: string } => ({ authorization: `Bearer ${key}` });

describe("Twilio's dialect", () => {
  const send = (form: Record<string, string>, key = mine.key): Promise<Answer> =>
    ask("POST", `${accountOf(mine)}/Messages.json`, { headers: basic(key), body: new URLSearchParams(form) });

  test("refuses hostile values in every field, and never breaks", async () => {
    const fields = [
      "To",
      "From",
      "Body",
      "MediaUrl",
      "ContentSid",
      "ContentVariables",
      "SendAt",
      "ValidityPeriod",
      "StatusCallback",
    ];
    const good = { To: `whatsapp:${mine.phone}`, Body: "Hello", ScheduleType: "fixed" };
    for (const [place, text] of hostileTexts.entries()) {
      const { status, body } = await send({ ...good, [fields[place % fields.length] ?? "To"]: text });
      expect(status, text.slice(0, 80)).toBeLessThan(500);
      if (status >= 400) expect(body).toMatchObject({ code: expect.any(Number), status });
    }
    const crowd = new URLSearchParams(
      Array.from({ length: 500 }, (_, n): [string, string] => [`f${n}`, "x"]),
    );
    const init = { headers: basic(mine.key), body: crowd };
    expect(await ask("POST", `${accountOf(mine)}/Messages.json`, init)).toMatchObject({ status: 400 });
    expect(server.failures).toEqual([]);
  });

  test("hides another tenant's account and messages", async () => {
    const [sid, own] = [`SM${hexOf(theirs.ids.message)}`, `SM${hexOf(mine.ids.message)}`];
    const headers = basic(mine.key);
    const foreign = await ask("GET", `${accountOf(theirs)}/Messages/${sid}.json`, { headers });
    const absent = await ask("GET", `${accountOf(mine)}/Messages/SM${"0".repeat(32)}.json`, { headers });
    const wrongAccount = await ask("GET", `${accountOf(mine)}/Messages/${sid}.json`, { headers });
    for (const answer of [foreign, absent, wrongAccount])
      expect(answer).toMatchObject({ status: 404, body: { code: 20404 } });
    expect(await ask("GET", `${accountOf(mine)}/Messages/${own}.json`, { headers })).toMatchObject({
      status: 200,
    });
  });

  test("knows scopes, missing credentials and methods there are none of", async () => {
    const reading = await makeKey(server.house, mine.tenantId, { scopes: ["messages:read"] });
    expect(await send({ To: mine.phone, Body: "x" }, reading.text)).toMatchObject({ body: { code: 20403 } });
    const path = `${accountOf(mine)}/Messages.json`;
    expect(await ask("GET", path)).toMatchObject({ status: 401, body: { code: 20003 } });
    expect(await ask("DELETE", path, { headers: basic(mine.key) })).toMatchObject({
      status: 405,
      body: { code: 20004 },
    });
  });
});

describe("Meta's dialect", () => {
  let number: string;
  beforeAll(async () => {
    const [row] = (
      await server.house.engine.query<{ external_id: string }>(
        "select external_id from sender where tenant_id = $1 and external_id is not null",
        [mine.tenantId],
      )
    ).rows;
    number = row?.external_id ?? "";
    expect(number).not.toBe("");
  });
  const post = (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ): Promise<Answer> => ask("POST", `/graph/v25.0/${path}`, { headers, body });

  test("refuses hostile bodies, and never breaks", async () => {
    const headers = { ...bearer(mine.key), "content-type": "application/json" };
    const good = { messaging_product: "whatsapp", to: mine.phone, type: "text", text: { body: "x" } };
    const fields = [
      "messaging_product",
      "to",
      "type",
      "text",
      "context",
      "biz_opaque_callback_data",
      "status",
    ];
    const bodies = hostileValues.flatMap((value, place) => [
      JSON.stringify(value) ?? "null",
      JSON.stringify({ ...good, [fields[place % fields.length] ?? "to"]: value }),
    ]);
    for (const body of [...bodies, ...brokenBytes.map((bytes) => new Uint8Array(bytes))]) {
      const { status, body: answer } = await post(`${number}/messages`, body, headers);
      expect(status).toBeLessThan(500);
      if (status >= 400)
        expect(answer).toMatchObject({ error: { code: expect.any(Number), fbtrace_id: expect.any(String) } });
    }
    expect(server.failures).toEqual([]);
  });

  test.each([
    ["no form at all", "x", "text/plain", 415],
    ["no boundary", "x", "multipart/form-data", 400],
    ["nothing in it", "--b--\r\n", "multipart/form-data; boundary=b", 400],
    [
      "an end that never comes",
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nxx',
      "multipart/form-data; boundary=b",
      400,
    ],
    [
      "no file",
      '--b\r\nContent-Disposition: form-data; name="type"\r\n\r\nx\r\n--b--\r\n',
      "multipart/form-data; boundary=b",
      400,
    ],
  ])("an upload of %s is refused", async (_what, body, type, status) => {
    const answer = await post(`${number}/media`, body, { ...bearer(mine.key), "content-type": type });
    expect(answer).toMatchObject({ status, body: { error: { code: 100 } } });
    expect(server.failures).toEqual([]);
  });

  test("hides another tenant's numbers and files", async () => {
    const headers = { ...bearer(theirs.key), "content-type": "application/json" };
    const unknown = { status: 400, body: { error: { code: 100, error_subcode: 33 } } };
    const hello = JSON.stringify({ messaging_product: "whatsapp", to: mine.phone, text: { body: "x" } });
    expect(await post("1234567890/messages", hello, headers)).toMatchObject(unknown);
    const path = `/graph/v25.0/${mine.ids.media}`;
    expect(await ask("GET", path, { headers: bearer(theirs.key) })).toMatchObject(unknown);
    expect(await ask("DELETE", path, { headers: bearer(theirs.key) })).toMatchObject(unknown);
    expect(await ask("GET", path, { headers: bearer(mine.key) })).toMatchObject({ status: 200 });
  });

  test("forgets a number at once when it is taken away", async () => {
    const { rows } = await server.house.engine.query<{ external_id: string }>(
      "select external_id from sender where tenant_id = $1 and external_id is not null",
      [theirs.tenantId],
    );
    const headers = { ...bearer(theirs.key), "content-type": "application/json" };
    const hello = JSON.stringify({ messaging_product: "whatsapp", to: theirs.phone, text: { body: "x" } });
    const say = (): Promise<Answer> => post(`${rows[0]?.external_id}/messages`, hello, headers);
    expect(await say()).toMatchObject({ status: 200 });
    const away = { method: "DELETE", headers: bearer(theirs.key) };
    expect((await fetch(`${server.url}/v1/senders/${theirs.ids.sender}`, away)).status).toBe(204);
    expect(await say()).toMatchObject({ status: 400, body: { error: { code: 100, error_subcode: 33 } } });
  });
});
