// One person of a campaign: what is put down to them, what they may ask for, and what is left of them.

import { expect, test } from "vitest";
import { campaignsOfPerson } from "./personal-data.ts";
import { campaignPrunes } from "./store/prune.ts";
import { ground, house, useCampaignHouse, uuidOf } from "./testing/campaign-house.ts";
import { expectExact, settle } from "./testing/one-campaign.ts";
import { workOnCampaigns } from "./worker.ts";

useCampaignHouse();

const recipientsOf = (id: string) =>
  ground.rows<{ contact_id: string; phone: string; state: string; variables: unknown }>(
    "select contact_id, phone, state, variables from campaign_recipient where campaign_id = $1 order by contact_id",
    [uuidOf(id)],
  );

test("a reply and an opt-out are put down to the last campaign that wrote to them, once", async () => {
  const list = await ground.people(3);
  const ids: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    // oxlint-disable no-await-in-loop -- one campaign after the other
    const id = await ground.draft(list);
    await ground.launch(id);
    await settle(id, "delivered");
    ids.push(id);
    // oxlint-enable no-await-in-loop
  }
  const [, last = ""] = ids;
  const [person] = await recipientsOf(last);
  for (let copy = 0; copy < 2; copy += 1) {
    // oxlint-disable-next-line no-await-in-loop -- they write twice
    await ground.rows(
      `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, type, body, at)
       values ($1, $2, $3, gen_random_uuid(), $4, 'text', '{}', now())`,
      [ground.tenant.id, ground.senderId, `wamid.${copy}`, person?.phone],
    );
  }
  await ground.rows(
    `insert into consent_event (tenant_id, id, address_hash, phone, purpose, state, source, proof, at)
     values ($1, gen_random_uuid(), sha256('x'), $2, 'marketing', 'withdrawn', 'keyword', 'wamid.1', now())`,
    [ground.tenant.id, person?.phone],
  );
  for (const [place, id] of ids.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- two
    const { body } = await ground.ask(`GET /v1/campaigns/${id}/analytics`);
    expect(body).toMatchObject({ funnel: { replied: place }, opted_out: place });
  }
  await expectExact(last);
});

test("who is forgotten is not sent anything, and keeps a row without number and texts", async () => {
  const id = await ground.draft(await ground.people(60, { first: 100 }), {
    rate: { count: 60, per: "hour" },
    message: { type: "text", text: { body: "Yours: https://shop.example/asha" } },
    track_links: true,
  });
  await ground.launch(id);
  const all = await recipientsOf(id);
  const pending = all.find(({ state }) => state === "pending");
  const queued = all.find(({ state }) => state === "queued");
  const { app } = house.harness;
  for (const row of [pending, queued]) {
    if (row === undefined) throw new Error("some are queued, and some are not");
    const name = {
      kind: "phone" as const,
      scope: "",
      value: row.phone,
      hash: "00",
      mark: `erased:US:${row.phone.slice(-4)}`,
    };
    const person = { tenantId: ground.tenant.id, contactIds: [row.contact_id], names: [name] };
    // oxlint-disable no-await-in-loop -- one person after the other
    const parts: object[] = [];
    await app.asTenants([ground.tenant.id], async (tx) => {
      for await (const part of campaignsOfPerson.export(tx, person)) parts.push(part);
    });
    expect(JSON.stringify(parts)).toContain(row.phone);
    const isSent = row.state === "queued";
    const links = isSent ? 1 : 0;
    expect(JSON.stringify(parts).includes("https://shop.example/asha")).toBe(isSent);
    if (isSent) {
      const contact = `con_${row.contact_id.replaceAll("-", "")}`;
      await ground.ask("POST /v1/conversions", { name: "purchase", contact, reference: "order of Asha" });
    }
    const erase = () => app.asTenants([ground.tenant.id], (tx) => campaignsOfPerson.erase(tx, person));
    expect(await erase()).toMatchObject({
      counts: { campaign_recipient: 1, campaign_link: links, conversion: links },
      more: false,
    });
    expect(await erase()).toMatchObject({
      counts: { campaign_recipient: 0, campaign_link: 0, conversion: 0 },
      more: false,
    });
    // oxlint-enable no-await-in-loop
  }
  const after = new Map((await recipientsOf(id)).map((row) => [row.contact_id, row]));
  expect(after.get(pending?.contact_id ?? "")).toMatchObject({
    state: "skipped",
    phone: expect.stringMatching(/^erased:/),
  });
  expect(after.get(queued?.contact_id ?? "")).toMatchObject({
    state: "queued",
    phone: expect.stringMatching(/^erased:/),
  });
  await expectExact(id);
});

test("a number under which a phone has found nobody lately is skipped; one that has moved on is not", async () => {
  await ground.rows("update sender set transport = 'whatsapp_web' where id = $1", [ground.senderId]);
  const list = await ground.people(3, { first: 400 });
  const first = await ground.draft(list);
  await ground.launch(first);
  await settle(first, "failed", "recipient_undeliverable");
  const [gone, back] = await recipientsOf(first);
  await ground.rows(
    "update message set status = 'delivered', error = null where campaign_id = $1 and recipient = $2",
    [uuidOf(first), back?.phone],
  );
  const second = await ground.draft(list);
  await ground.launch(second);
  const { body } = await ground.ask(`GET /v1/campaigns/${second}/analytics`);
  expect(body).toMatchObject({ skipped: { not_on_whatsapp: 2 }, waiting: 1 });
  const rows = await recipientsOf(second);
  expect(rows.find(({ phone }) => phone === gone?.phone)?.state).toBe("skipped");
  expect(rows.find(({ phone }) => phone === back?.phone)?.state).toBe("queued");
  await ground.rows("update sender set transport = 'cloud_api' where id = $1", [ground.senderId]);
  const third = await ground.draft(list);
  await ground.launch(third);
  expect((await recipientsOf(third)).map(({ state }) => state)).toEqual(["queued", "queued", "queued"]);
  await ground.rows("update sender set transport = 'sandbox' where id = $1", [ground.senderId]);
});

test("whom WhatsApp spared an offer is tried again after a day, by itself", async () => {
  const id = await ground.draft(await ground.people(2, { first: 300 }));
  await ground.launch(id);
  await settle(id, "failed", "marketing_capped");
  await ground.work();
  expect((await ground.ask(`GET /v1/campaigns/${id}`)).body).toMatchObject({ status: "finished" });
  await ground.rows(
    `with aged as (update message set updated_at = now() - interval '25 hours' where campaign_id = $1)
     update campaign set retry_due_at = now() - interval '1 second' where id = $1`,
    [uuidOf(id)],
  );
  await workOnCampaigns(house.deps);
  expect((await ground.ask(`GET /v1/campaigns/${id}`)).body).toMatchObject({ status: "running" });
  const entries = await ground.rows("select from lane_entry where campaign_id = $1", [uuidOf(id)]);
  expect(entries).toHaveLength(2);
});

test("people are thrown away long after their campaign, with their links, unless something is on hold", async () => {
  const tracked = { message: { type: "text", text: { body: "https://shop.example/" } }, track_links: true };
  const [old, recent] = [
    await ground.draft(await ground.people(3, { first: 600 }), tracked),
    await ground.draft(await ground.people(2, { first: 700 }), tracked),
  ];
  for (const [id, ended] of [
    [old, "10 years"],
    [recent, "1 day"],
  ] as const) {
    // oxlint-disable no-await-in-loop -- two
    await ground.launch(id);
    await settle(id, "delivered");
    await ground.work();
    await ground.rows("update campaign set finished_at = now() - $2::interval where id = $1", [
      uuidOf(id),
      ended,
    ]);
    await ground.rows(
      `insert into conversion (tenant_id, id, mode, name, at)
       select $1, lowest_id(now() - $2::interval), 'test', 'purchase', now()`,
      [ground.tenant.id, ended],
    );
    // oxlint-enable no-await-in-loop
  }
  const { told: before } = await ground.counts(old);
  const prune = async (): Promise<Record<string, number>> => {
    const gone: Record<string, number> = {};
    for (const [name, each] of Object.entries(campaignPrunes))
      // oxlint-disable-next-line no-await-in-loop -- a few
      gone[name] = (await each(house.harness.engine, [1_000])).length;
    return gone;
  };
  await ground.rows(
    `insert into legal_hold (tenant_id, id, reason, placed_by) values ($1, gen_random_uuid(), 'a case', 'counsel')`,
    [ground.tenant.id],
  );
  expect(new Set(Object.values(await prune()))).toEqual(new Set([0]));
  await ground.rows("update legal_hold set lifted_at = now() where tenant_id = $1", [ground.tenant.id]);
  expect(await prune()).toMatchObject({
    "prune-campaign-recipients": 3,
    "prune-campaign-links": 3,
    "prune-conversions": 1,
  });
  expect(await recipientsOf(old)).toEqual([]);
  expect(await recipientsOf(recent)).toHaveLength(2);
  expect((await ground.counts(old)).told).toEqual(before);
});
