// What somebody sees who may know that there were messages and not what they say: nothing of words or numbers.

import { beforeAll, expect, test } from "vitest";
import { ask } from "../http/harness.ts";
import { makeKey, makeTenant, server, useControlServer } from "./testing/control-house.ts";

useControlServer();

let tenantId: string;
let whole: string;
let metadata: string;

const to = "+14155550177";
const words = "The parcel with the violet ribbon";

beforeAll(async () => {
  tenantId = await makeTenant(server.house, "Marigold");
  whole = (await makeKey(server.house, tenantId)).text;
  metadata = (await makeKey(server.house, tenantId, { scopes: ["messages:metadata"] })).text;
});

test("an auditor's message has its life and no content, no number, nothing a tenant wrote about it", async () => {
  const sender = await ask(server, whole, "POST /v1/senders", {
    body: { name: "Desk", transport: "sandbox" },
  });
  expect(sender.status).toBe(201);
  const message = {
    type: "text",
    text: { body: words },
    metadata: { order: "violet-77" },
    client_reference: "violet",
  };
  const sent = await ask(server, whole, "POST /v1/messages", { body: { to, ...message } });
  expect(sent.status).toBe(202);
  const path = `GET /v1/messages/${String(sent.body["id"])}`;
  expect(JSON.stringify((await ask(server, whole, path)).body)).toContain(words);
  const one = await ask(server, metadata, path);
  expect(one.body).toMatchObject({
    id: sent.body["id"],
    to: "…177",
    type: "text",
    timeline: expect.arrayContaining([{ at: expect.any(String), type: "accepted", source: "api" }]),
  });
  const list = await ask(server, metadata, "GET /v1/messages");
  expect(list.body).toMatchObject({ data: [{ id: sent.body["id"] }], next: null });
  for (const { body } of [one, list]) expect(JSON.stringify(body)).not.toMatch(/violet|4155550177|ribbon/);
  expect((await ask(server, metadata, "GET /v1/dead-letters")).body).toEqual({ data: [], next: null });
  expect((await ask(server, metadata, "POST /v1/messages", { body: { to, ...message } })).status).toBe(403);
});

test("an auditor sees that a person wrote, and not who and what", async () => {
  const { engine, newId } = server.house;
  const id = newId();
  await engine.query(
    `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, name, type, body, at)
     select tenant_id, id, 'wamid.violet', $2, $3, 'Violet', 'violet', '{"body": "violet"}', now()
     from sender where tenant_id = $1`,
    [tenantId, id, to],
  );
  const full = await ask(server, whole, "GET /v1/messages/received");
  expect(JSON.stringify(full.body)).toContain("violet");
  const seen = await ask(server, metadata, "GET /v1/messages/received");
  expect(seen.body).toMatchObject({ data: [{ type: "unsupported" }] });
  expect(JSON.stringify(seen.body)).not.toMatch(/violet|4155550177/i);
});
