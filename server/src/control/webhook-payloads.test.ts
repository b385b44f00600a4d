// Full payloads: the thing as the API shows it, the same bytes each time, and nothing of who was erased meanwhile.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { webhooksOfPerson } from "../webhooks/index.ts";
import {
  hearAgain,
  house,
  poll,
  receiveDown,
  tenantWithSender,
  useWebhookHouse,
  work,
} from "./testing/webhook-house.ts";

useWebhookHouse();

describe("a full payload", () => {
  test("shows the thing as the API does, with the event's status, and the same each time", async () => {
    const [mine, receiver] = [await tenantWithSender(), await receiveDown()];
    const wanted = { url: receiver.url, events: ["message.queued"], payload: "full" };
    const { body: hook } = await mine.ask("POST /v1/webhook-endpoints", wanted);
    await work();
    const send = { to: "+14155550177", type: "text", text: { body: "Your order is ready" } };
    const { body: message } = await mine.ask("POST /v1/messages", send);
    await poll(() => receiver.heard.length).toBe(1);
    const said = JSON.parse(receiver.heard[0]!.body);
    expect(said.data).toMatchObject({ message_id: message["id"], status: "queued" });
    const shown = await mine.ask(`GET /v1/messages/${message["id"]}`);
    expect(said.data.record).toEqual({ ...shown.body, status: "queued" });
    await mine.ask(`POST /v1/messages/${message["id"]}/cancel`);
    await hearAgain(receiver);
    expect(receiver.heard[1]!.body).toBe(receiver.heard[0]!.body);
    await poll(async () => (await house.waiting(hook["id"])).all).toBe(0);
    const { rows } = await house.server.house.engine.query(
      "select from webhook_delivery where tenant_id = $1 and body is not null",
      [mine.id],
    );
    expect(rows).toEqual([]);
  });

  test("is not told of a person who was erased meanwhile: only ids are", async () => {
    const [mine, receiver] = [await tenantWithSender(), await receiveDown()];
    const wanted = { url: receiver.url, events: ["message.queued"], payload: "full" };
    await mine.ask("POST /v1/webhook-endpoints", wanted);
    await work();
    await mine.ask("POST /v1/messages", { to: "+14155550188", type: "text", text: { body: "Hello Ann" } });
    await poll(() => receiver.heard.length).toBe(1);
    const name = {
      kind: "phone",
      scope: "",
      value: "+14155550188",
      hash: "00",
      mark: "erased:US:00",
    } as const;
    const person = { tenantId: mine.id, contactIds: [randomUUID()], names: [name] };
    const erased = await house.server.house.app.asTenants([mine.id], (tx) =>
      webhooksOfPerson.erase(tx, person),
    );
    expect(erased.counts).toEqual({ webhook_delivery: 1 });
    await hearAgain(receiver);
    expect(receiver.heard[1]!.body).not.toMatch(/Ann|14155550188/);
    expect(receiver.heard[1]!.id).toBe(receiver.heard[0]!.id);
  });
});
