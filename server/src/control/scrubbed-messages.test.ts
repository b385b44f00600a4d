// Messages whose words the retention has taken away, as the API shows them: read, and not sent again.

import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { retentionJob } from "../compliance/index.ts";
import { ask } from "../http/harness.ts";
import { createIdMaker, presentId } from "../kernel/ids.ts";
import { makeKey, makeTenant, server, useControlServer } from "./testing/control-house.ts";

useControlServer();

let tenantId: string;
let key: string;
const senderId = randomUUID();
const year = new Date(Date.now() - 400 * 86_400_000);
const idThen = (): string => createIdMaker(() => year.getTime())();
const [sent, heard] = [idThen(), idThen()];

beforeAll(async () => {
  const { engine } = server.house;
  tenantId = await makeTenant(server.house, "Marigold");
  key = (await makeKey(server.house, tenantId, { mode: "live" })).text;
  await engine.query(
    `with s as (
       insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
       values ($1, $2, 'One', 'cloud_api', 'live', '+14155550100', 7, 1, 1)
     )
     insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                          due_at, unknown_policy, attention, error, created_at, updated_at)
     values ($1, $3, 'live', $2, 7, '+14155550199', 1, 'utility', 'text',
             '{"type": "text", "text": {"body": "words"}}', 'failed', $4, 'once', 'dead',
             '{"code": "recipient_suppressed", "providerCode": null, "detail": "words"}', $4, $4)`,
    [tenantId, senderId, sent, year],
  );
  await engine.query(
    `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, type, body, shape, at,
                                  received_at)
     values ($1, $2, 'wamid.1', $3, '+14155550199', 'text', '{"text": {"body": "words"}}', 1, $4, $4)`,
    [tenantId, senderId, heard, year],
  );
  await retentionJob({ db: engine, now: () => new Date() }).run();
});

test("a message is there without its words, and says so", async () => {
  const { status, body } = await ask(server, key, `GET /v1/messages/${presentId("msg", sent)}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    type: "text",
    content_removed: true,
    status: "failed",
    error: { code: "recipient_suppressed", detail: "" },
    metadata: {},
  });
  expect(JSON.stringify(body)).not.toContain("words");
  const listed = await ask(server, key, "GET /v1/messages");
  expect(listed.body["data"]).toMatchObject([{ content_removed: true }]);
});

test("it is not sent again, alone or from the dead letters", async () => {
  const resent = await ask(server, key, `POST /v1/messages/${presentId("msg", sent)}/resend`);
  expect(resent.body).toMatchObject({ code: "not_resendable" });
  const replayed = await ask(server, key, "POST /v1/dead-letters/replay", { body: { filter: {} } });
  expect(replayed).toMatchObject({ status: 202, body: { replayed: 0 } });
  const { rows } = await server.house.engine.query("select from lane_entry");
  expect(rows).toHaveLength(0);
});

test("what a person wrote is there without its words, and says so", async () => {
  const { body } = await ask(server, key, `GET /v1/messages/received/${presentId("inb", heard)}`);
  expect(body).toMatchObject({ type: "text", content_removed: true, context: null, media: null });
  expect(JSON.stringify(body)).not.toContain("words");
});
