// A campaign from draft to end on a real database: whom it reaches, what stops it, what its counts say.

import { describe, expect, test } from "vitest";
import { AppError } from "../kernel/errors.ts";
import { ground, house, useCampaignHouse, uuidOf } from "./testing/campaign-house.ts";
import { analyticsOf, expectExact, move, read, settle } from "./testing/one-campaign.ts";
import { workOnCampaigns } from "./worker.ts";

useCampaignHouse();

const messagesOf = (id: string) =>
  ground.rows<{ recipient: string; status: string; id: string }>(
    "select recipient, status, id from message where campaign_id = $1 order by id",
    [uuidOf(id)],
  );
const entriesOf = (id: string) =>
  ground.rows<{ due_at: Date }>("select due_at from lane_entry where campaign_id = $1 order by due_at", [
    uuidOf(id),
  ]);

describe("a launched campaign", () => {
  test("has one message for each of its people, and is finished when all have left", async () => {
    const id = await ground.draft(await ground.people(30));
    expect((await ground.launch(id)).body).toMatchObject({ status: "running" });
    const messages = await messagesOf(id);
    expect(messages).toHaveLength(30);
    expect(new Set(messages.map(({ recipient }) => recipient)).size).toBe(30);
    expect(await analyticsOf(id)).toMatchObject({
      funnel: { audience: 30, eligible: 30, sent: 0 },
      waiting: 30,
    });
    await expectExact(id);
    await settle(id, "delivered");
    await ground.work();
    expect(await read(id)).toMatchObject({ status: "finished", brake: null });
    expect(await analyticsOf(id)).toMatchObject({ funnel: { sent: 30, delivered: 30, read: 0 }, waiting: 0 });
    await expectExact(id);
    await ground.work();
    expect(await messagesOf(id)).toHaveLength(30);
  });

  test("says of everybody it left out why", async () => {
    const list = await ground.people(6, { first: 100 });
    const named = await ground.rows<{ contact_id: string }>(
      "select contact_id from contact_list_member where list_id = $1 order by contact_id",
      [uuidOf(list)],
    );
    const [quiet, numberless, fallen] = named.map(({ contact_id }) => contact_id);
    await ground.rows(
      `insert into suppression (tenant_id, address_hash, purpose, lane, id, kind, phone, reason, source, said_at)
       select tenant_id, sha256('x'), 'marketing', 'own', gen_random_uuid(), 'phone', lead_phone, 'asked', 'api', now()
       from contact where id = $1`,
      [quiet],
    );
    await ground.rows("delete from contact_alias where contact_id = $1", [numberless]);
    await ground.rows("update contact set deleted_at = now() where id = $1", [fallen]);
    const id = await ground.draft(list);
    await ground.launch(id);
    const { body } = await ground.ask(`GET /v1/campaigns/${id}/recipients?status=skipped`);
    const skipped = body["data"] as { reason: string; phone: string | null }[];
    expect(skipped.map(({ reason }) => reason).toSorted()).toEqual(["no_phone", "opted_out"]);
    expect(await messagesOf(id)).toHaveLength(3);
    expect(await analyticsOf(id)).toMatchObject({
      funnel: { audience: 5, eligible: 3, skipped: 2 },
      skipped: { opted_out: 1, no_phone: 1 },
    });
    await expectExact(id);
  });
});

describe("two people at once", () => {
  test("launch a campaign once: the second hears what it is now", async () => {
    const id = await ground.draft(await ground.people(3, { first: 200 }));
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => move(id, "launch", { skip_test: true })),
    );
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: "campaign_wrong_state" });
    expect(refused?.body["detail"]).toContain("running");
    await ground.work();
    expect(await messagesOf(id)).toHaveLength(3);
  });

  test("who pause and resume end in one state, with a halt exactly when it is paused", async () => {
    const id = await ground.draft(await ground.people(3, { first: 300 }));
    await ground.launch(id);
    for (let round = 0; round < 5; round += 1) {
      const how = ["pause", "resume", "pause"];
      const answers = await Promise.all(how.map((each) => move(id, each)));
      for (const { status } of answers) expect([200, 409]).toContain(status);
      const { status } = await read(id);
      const halts = await ground.rows("select from campaign_halt where campaign_id = $1", [uuidOf(id)]);
      expect([status, halts.length]).toEqual([status, status === "paused" ? 1 : 0]);
    }
  });
});

describe("a campaign that is", () => {
  test("paused keeps its people, and goes on where it was", async () => {
    const id = await ground.draft(await ground.people(20, { first: 400 }), {
      rate: { count: 5, per: "minute" },
    });
    await ground.launch(id);
    const before = await messagesOf(id);
    expect(before.length).toBeLessThan(10);
    expect((await move(id, "pause")).body).toMatchObject({ paused: { code: "by_hand" } });
    await ground.work();
    expect(await messagesOf(id)).toHaveLength(before.length);
    await move(id, "resume");
    await ground.rows("update campaign set paced_to = now() - interval '1 hour' where id = $1", [uuidOf(id)]);
    await ground.work();
    expect((await messagesOf(id)).length).toBeGreaterThan(before.length);
    await expectExact(id);
  });

  test("canceled takes back what has not left, and nobody is queued any more", async () => {
    const id = await ground.draft(await ground.people(120, { first: 500 }), {
      rate: { count: 60, per: "minute" },
    });
    await ground.launch(id);
    await settle(id, "sent", null, 10);
    await move(id, "cancel");
    await ground.work();
    expect(await entriesOf(id)).toEqual([]);
    const funnel = await analyticsOf(id);
    expect(funnel).toMatchObject({ funnel: { audience: 120, sent: 10 }, waiting: 0, canceled: 110 });
    expect(await ground.rows("select from campaign_halt where campaign_id = $1", [uuidOf(id)])).toEqual([]);
    await expectExact(id);
  });
});

describe("its rate", () => {
  test("spreads messages over time, whatever its numbers could send", async () => {
    const id = await ground.draft(await ground.people(40, { first: 700 }), {
      rate: { count: 20, per: "minute" },
    });
    await ground.launch(id);
    const due = (await entriesOf(id)).map(({ due_at }) => due_at.getTime());
    expect(due.length).toBeGreaterThanOrEqual(20);
    expect(due.length).toBeLessThanOrEqual(22);
    const gaps = due.slice(1).map((at, place) => at - (due[place] ?? 0));
    for (const gap of gaps) expect(gap).toBe(3_000);
    expect(await read(id)).toMatchObject({ brake: { code: "rate" } });
  });
});

describe("failures", () => {
  test("are tried again by their code, as the same message, and only once", async () => {
    const id = await ground.draft(await ground.people(6, { first: 800 }), { stops: { minimum: 1_000 } });
    await ground.launch(id);
    await settle(id, "failed", "provider_error", 2);
    await settle(id, "failed", "recipient_undeliverable", 2);
    await settle(id, "sent");
    await ground.work();
    expect(await read(id)).toMatchObject({ status: "finished" });
    expect((await move(id, "retry-failed", { codes: ["provider_error"] })).body).toMatchObject({
      status: "running",
    });
    await ground.work();
    expect(await entriesOf(id)).toHaveLength(2);
    expect(await messagesOf(id)).toHaveLength(6);
    await settle(id, "failed", "provider_error");
    await ground.work();
    expect(await entriesOf(id)).toHaveLength(0);
    expect(await read(id)).toMatchObject({ status: "finished" });
    await expectExact(id);
  });

  test("that say more would do harm pause it, until somebody who knows them lets it go on", async () => {
    const id = await ground.draft(await ground.people(10, { first: 900 }), {
      rate: { count: 300, per: "hour" },
    });
    await ground.launch(id);
    await settle(id, "failed", "sender_quality_restricted", 1);
    await ground.work();
    expect(await read(id)).toMatchObject({
      status: "paused",
      paused: { by: null, code: "sender_quality_restricted" },
    });
    await move(id, "resume");
    await ground.work();
    expect(await read(id)).toMatchObject({ status: "running" });
    await settle(id, "failed", "sender_quality_restricted", 1);
    await ground.work();
    expect(await read(id)).toMatchObject({ status: "paused" });
  });

  test("of too large a share pause it", async () => {
    const id = await ground.draft(await ground.people(40, { first: 1_000 }), {
      stops: { failure_percent: 25, minimum: 20 },
    });
    await ground.launch(id);
    await settle(id, "failed", "provider_error", 6);
    await settle(id, "sent", null, 13);
    await ground.work();
    expect(await read(id)).toMatchObject({ status: "running" });
    await settle(id, "failed", "provider_error", 1);
    await ground.work();
    expect(await read(id)).toMatchObject({ status: "paused", paused: { code: "too_many_failed" } });
  });
});

describe("the plan", () => {
  test("lets through what fits, and the rest waits for it", async () => {
    // A tenant of its own: what the campaigns before have left to send would take some of the room.
    const own = await house.ground();
    const id = await own.draft(await own.people(9, { first: 1_100 }));
    const queued = () =>
      own.rows("select from message where campaign_id = $1", [uuidOf(id)]).then(({ length }) => length);
    let room = 4;
    const refusal = new AppError("plan_limit_reached", "No more today.");
    const plan = {
      reserve: async ({ tenantId }: { tenantId: string }, count: number) => {
        const fits = tenantId === own.tenant.id ? Math.min(room, count) : count;
        if (tenantId === own.tenant.id) room -= fits;
        return {
          fits,
          refusal: fits === count ? null : refusal,
          settle: () => undefined,
          doubt: () => undefined,
        };
      },
    };
    await own.ask(`POST /v1/campaigns/${id}/launch`, { skip_test: true });
    const deps = { ...house.deps, plan };
    await workOnCampaigns(deps);
    expect(await queued()).toBe(4);
    expect((await own.ask(`GET /v1/campaigns/${id}`)).body).toMatchObject({
      brake: { code: "plan_limit_reached" },
    });
    room = 100;
    await workOnCampaigns(deps);
    expect(await queued()).toBe(9);
  });
});
