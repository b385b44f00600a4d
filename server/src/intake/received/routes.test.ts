// What people wrote, read over HTTP: one person over several senders and roads, and nobody else's.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createParser, receivedMessage } from "@waypost/contract";
import { createAddressHash } from "../../audience/index.ts";
import { ask, createHarness, type Harness, newId, type Tenant } from "../../http/harness.ts";
import { parseId, presentId } from "../../kernel/ids.ts";
import type { InboundEvent } from "../../transports/transport.ts";
import { keepInboundRows, meetInbound } from "../keep-inbound.ts";
import { receivedRoutes } from "./routes.ts";

const people = { newId, hash: createAddressHash(Buffer.alloc(32, 7)) };
let house: Harness;
let ours: Tenant;
let key: string;

beforeAll(async () => {
  house = await createHarness(() =>
    receivedRoutes({ senderNamed: async (_caller, reference) => parseId("snd", reference) ?? newId() }),
  );
  ours = await house.tenant();
  key = (await ours.key("live")).text;
});
afterAll(() => house.close());

async function addSender(tenant: Tenant, mode = "live"): Promise<string> {
  const id = newId();
  await house.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'front desk', 'memory', $3, '+15550100000', 1, 1, 1)`,
    [tenant.id, id, mode],
  );
  return id;
}

let heard = 0;

function event(more: Partial<InboundEvent> = {}): InboundEvent {
  return {
    kind: "inbound",
    providerMessageId: `wamid.IN${(heard += 1)}`,
    from: "+14155550400",
    fromLid: null,
    fromUserId: null,
    account: null,
    name: "Asha",
    type: "text",
    body: { text: { body: `Hello ${heard}` } },
    at: new Date(),
    ...more,
  };
}

async function hear(tenant: Tenant, senderId: string, events: InboundEvent[]): Promise<void> {
  const rows = await meetInbound(house.engine, { tenantId: tenant.id, senderId }, events, people);
  await house.engine.transaction((tx) => keepInboundRows(tx, rows));
}

const list = async (query: string, as = key) =>
  (await ask(house, as, `GET /v1/messages/received${query}`)).body as { data: Shown[]; next: string | null };
type Shown = Record<string, unknown> & { id: string; contact: { id: string } };

describe("what people wrote", () => {
  test("is listed newest first, by sender, person and time, and read one by one", async () => {
    const [desk, shop] = [await addSender(ours), await addSender(ours)];
    await hear(ours, desk, [event()]);
    const between = new Date(Date.now() + 5).toISOString();
    await expect.poll(() => new Date().toISOString() > between).toBe(true);
    await hear(ours, shop, [event({ fromLid: "77@lid" }), event({ from: "+14155550401", name: "Ravi" })]);
    const all = await list("");
    expect(all.data).toHaveLength(3);
    for (const message of all.data)
      expect(createParser(receivedMessage)(message)).toMatchObject({ ok: true });
    const asha = all.data.at(-1)?.contact.id ?? "";
    expect((await list(`?contact=${asha}`)).data.map(({ sender }) => sender)).toEqual([
      presentId("snd", shop),
      presentId("snd", desk),
    ]);
    expect((await list(`?sender=${presentId("snd", desk)}`)).data).toHaveLength(1);
    expect((await list(`?since=${between}`)).data).toHaveLength(2);
    const first = await list("?limit=2");
    expect((await list(`?limit=2&after=${first.next}`)).data.map(({ id }) => id)).toEqual([all.data[2]?.id]);
    const one = await ask(house, key, `GET /v1/messages/received/${all.data[0]?.id}`);
    expect(one.body).toEqual(all.data[0]);
    expect(all.data.find(({ contact }) => contact.id === asha)?.contact).toEqual({
      id: asha,
      name: "Asha",
      phone: "+14155550400",
      lid: "77@lid",
      user_id: null,
    });
  });

  test("under two contacts that turn out to be one is one person's", async () => {
    const tenant = await house.tenant();
    const sender = await addSender(tenant);
    const reader = (await tenant.key("live")).text;
    await hear(tenant, sender, [event({ fromLid: "88@lid", from: null })]);
    await hear(tenant, sender, [event()]);
    await hear(tenant, sender, [event({ fromLid: "88@lid" })]);
    const { data } = await list("", reader);
    const ids = new Set(data.map(({ contact }) => contact.id));
    expect([data.length, ids.size]).toEqual([3, 1]);
    const [contact] = [...ids];
    expect((await list(`?contact=${contact}`, reader)).data).toHaveLength(3);
  });

  test("with a file says that it is about to be fetched, and what it is", async () => {
    const sender = await addSender(ours);
    const image = { id: "700000000000001", mime_type: "image/jpeg", caption: "Look" };
    await hear(ours, sender, [event({ from: "+14155550404", type: "image", body: { image } })]);
    expect((await list(`?sender=${presentId("snd", sender)}`)).data).toMatchObject([
      {
        type: "image",
        image: { caption: "Look" },
        media: { state: "waiting", id: null, mime_type: "image/jpeg", sha256: null, size: null },
      },
    ]);
  });

  test("is told twice and kept once", async () => {
    const sender = await addSender(ours);
    const told = event({ from: "+14155550402" });
    await hear(ours, sender, [told, told]);
    await hear(ours, sender, [told]);
    expect((await list(`?sender=${presentId("snd", sender)}`)).data).toHaveLength(1);
  });

  test("to another tenant, or to senders of the other mode, is not there", async () => {
    const stranger = await house.tenant();
    const theirs = (await stranger.key("live")).text;
    const sender = await addSender(ours, "test");
    await hear(ours, sender, [event()]);
    expect((await list("", theirs)).data).toEqual([]);
    expect((await list(`?sender=${presentId("snd", sender)}`)).data).toEqual([]);
    const tester = (await ours.key("test")).text;
    const [message] = (await list("", tester)).data;
    expect((await ask(house, theirs, `GET /v1/messages/received/${message?.id}`)).status).toBe(404);
    expect((await ask(house, key, `GET /v1/messages/received/inb_${"0".repeat(32)}`)).status).toBe(404);
  });

  test("that wants no more takes what waits for them out of every lane, before anything is released", async () => {
    const sender = await addSender(ours);
    await house.engine.query(
      `with kept as (
         insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                              due_at, unknown_policy, created_at, updated_at)
         select $1, ($2::uuid[])[n], 'live', $3, 1, '+14155550403', c.class, c.category, 'text', '{}', 'queued', now(),
                'once', now(), now()
         from (values (1, 2, 'marketing'), (2, 1, 'utility')) as c(n, class, category)
         returning *)
       insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at)
       select tenant_id, sender_id, recipient, id, shard, class, status, due_at from kept`,
      [ours.id, [newId(), newId()], sender],
    );
    await hear(ours, sender, [event({ from: "+14155550403", body: { text: { body: "Stop!" } } })]);
    const { rows } = await house.engine.query(
      "select category, status from message where tenant_id = $1 and recipient = '+14155550403' order by 1",
      [ours.id],
    );
    expect(rows).toEqual([
      { category: "marketing", status: "skipped" },
      // What confirms their word.
      { category: "service", status: "queued" },
      { category: "utility", status: "queued" },
    ]);
  });
});
