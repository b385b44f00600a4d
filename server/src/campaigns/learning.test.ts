// Campaigns that look at what people do: variants with a winner, who is held out, second messages, replies that end it.

import { describe, expect, test } from "vitest";
import { newId } from "../http/harness.ts";
import { ground, house, useCampaignHouse, uuidOf } from "./testing/campaign-house.ts";
import { analyticsOf, expectExact, read, settle, textsOf } from "./testing/one-campaign.ts";
import { chooseWinner, compareVariants, isLeadCertain, type StageCount } from "./winner.ts";
import { workOnCampaigns } from "./worker.ts";

useCampaignHouse();

const minuteMs = 60_000;
/** The worker's clock is so far ahead. */
const workLater = (minutes: number) =>
  workOnCampaigns({ ...house.deps, now: () => new Date(Date.now() + minutes * minuteMs) });
const text = (body: string) => ({ type: "text", text: { body } });
const countOf = (texts: readonly string[], wanted: string) => texts.filter((each) => each === wanted).length;
type Recipient = {
  contact_id: string;
  phone: string;
  state: string;
  reason: string | null;
  variant: number | null;
};
const recipientsOf = (id: string) =>
  ground.rows<Recipient>(
    `select contact_id, phone, state, reason, variant from campaign_recipient where campaign_id = $1
     order by contact_id`,
    [uuidOf(id)],
  );
const write = (who: Pick<Recipient, "contact_id" | "phone">) =>
  ground.rows(
    `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, type, body, at,
                                  contact_id)
     values ($1, $2, $3::text, $3::uuid, $4, 'text', '{}', now(), $5)`,
    [ground.tenant.id, ground.senderId, newId(), who.phone, who.contact_id],
  );
const two = { variants: [{}, { message: text("B") }] };
const own = { message: text("A"), stops: { minimum: 1_000_000 } };

describe("variants", () => {
  test("are tested one by one", async () => {
    const id = await ground.draft(await ground.people(1, { first: 250 }), { ...own, ab: two });
    const tests = [1, 2].map((variant) =>
      ground.ask(`POST /v1/campaigns/${id}/test`, { to: [`+1415555019${variant}`], variant }),
    );
    for (const { status } of await Promise.all(tests)) expect(status).toBe(202);
    const rows = await ground.rows<{ said: string }>(
      "select body #>> '{text,body}' as said from message where recipient like '+1415555019%' order by recipient",
    );
    expect(rows.map(({ said }) => said)).toEqual(["A", "B"]);
    const none = await ground.ask(`POST /v1/campaigns/${id}/test`, { to: ["+14155550191"], variant: 3 });
    expect(none).toMatchObject({ status: 400, body: { errors: [{ path: "/variant" }] } });
  });

  test("are dealt by share, and the same person gets the same in each run", async () => {
    const list = await ground.people(80, { first: 0 });
    const ab = { variants: [{ share: 3 }, { share: 1, message: text("B") }] };
    const id = await ground.draft(list, {
      ...own,
      ab,
      schedule: { at: new Date().toISOString().slice(0, 16), repeat: { every: "day" } },
    });
    await ground.ask(`POST /v1/campaigns/${id}/launch`, { skip_test: true });
    const dealt: (string | null)[][] = [];
    for (let day = 0; day < 2; day += 1) {
      // oxlint-disable no-await-in-loop -- a day follows the one before
      await ground.rows("update campaign set starts_at = now() where id = $1", [uuidOf(id)]);
      await workLater(day * 1_500);
      await ground.work();
      const [run] = await ground.rows<{ id: string }>(
        "select id from campaign where parent_id = $1 order by id desc limit 1",
        [uuidOf(id)],
      );
      const rows = await recipientsOf(run?.id ?? "");
      expect(rows).toHaveLength(80);
      dealt.push(rows.filter(({ variant }) => variant === 2).map(({ contact_id }) => contact_id));
      expect(countOf(await textsOf(run?.id ?? ""), "B")).toBe(dealt.at(-1)?.length);
      // oxlint-enable no-await-in-loop
    }
    expect(dealt[0]).toEqual(dealt[1]);
    expect(dealt[0]?.length).toBeGreaterThan(4);
    expect(dealt[0]?.length).toBeLessThan(40);
  });

  test("of a test wait for the winner, who goes to everybody else", async () => {
    const winner = { metric: "read", after_minutes: 60, test_percent: 40, min_sample: 5 };
    const id = await ground.draft(await ground.people(100, { first: 300 }), {
      ...own,
      ab: { ...two, winner },
    });
    await ground.launch(id);
    await settle(id, "delivered");
    const tested = (await recipientsOf(id)).filter(({ state }) => state === "queued");
    expect(tested.length).toBeGreaterThan(20);
    expect(tested.length).toBeLessThan(60);
    await ground.rows(
      `update message set status = 'read' where id in (
         select message_id from campaign_recipient where campaign_id = $1 and variant = 2)`,
      [uuidOf(id)],
    );
    await ground.work();
    expect(await read(id)).toMatchObject({ status: "running", winner: null, brake: { code: "ab_test" } });
    expect(await analyticsOf(id)).toMatchObject({ waiting: 100 - tested.length });
    await workLater(61);
    const others = 100 - tested.length;
    expect(countOf(await textsOf(id), "B")).toBe(
      tested.filter(({ variant }) => variant === 2).length + others,
    );
    expect(await read(id)).toMatchObject({ winner: { variant: 2, because: "best" } });
    await expectExact(id);
    await settle(id, "delivered");
    await ground.work();
    expect(await read(id)).toMatchObject({ status: "finished" });
    expect(await analyticsOf(id)).toMatchObject({ funnel: { sent: 100 }, winner: { variant: 2 } });
  });

  test("of templates keep each person's own texts until the winner is known", async () => {
    const component = (words: string) => JSON.stringify([{ type: "BODY", text: words }]);
    await ground.rows(
      `insert into template (tenant_id, id, mode, account, kind, name, language, parameter_format, category, components,
                             status, applied_status, live_version)
       select $1, gen_random_uuid(), 'test', '', 'local', name, 'en', 'NAMED', 'MARKETING', text::jsonb, 'APPROVED',
              'APPROVED', 1
       from unnest($2::text[], $3::text[]) as t(name, text)`,
      [ground.tenant.id, ["hers", "theirs"], [component("A {{who}}"), component("B {{city}}")]],
    );
    await ground.rows("update sender set transport = 'whatsapp_web' where id = $1", [ground.senderId]);
    const list = await ground.people(30, { first: 500, attributes: { city: "Pune" } });
    const ab = {
      variants: [{}, { template: { name: "theirs", variables: { city: { attribute: "city" } } } }],
      winner: { metric: "clicked", after_minutes: 1, test_percent: 30, min_sample: 1_000 },
    };
    const template = { name: "hers", variables: { who: { field: "first_name" } } };
    const body = { message: undefined, template, ab, track_links: true };
    const id = await ground.draft(list, body);
    await ground.launch(id);
    await settle(id, "sent");
    await ground.work();
    await workLater(2);
    expect(await read(id)).toMatchObject({ winner: { variant: 1, because: "too_few" } });
    const texts = await textsOf(id);
    expect(texts).toHaveLength(30);
    expect(countOf(texts, "A Asha") + countOf(texts, "B Pune")).toBe(30);
    await ground.rows("update sender set transport = 'sandbox' where id = $1", [ground.senderId]);
  });

  test("leave out who is held out, and say what they did all the same", async () => {
    const id = await ground.draft(await ground.people(100, { first: 600 }), {
      ...own,
      ab: { hold_out_percent: 30 },
    });
    await ground.launch(id);
    const held = (await recipientsOf(id)).filter(({ reason }) => reason === "hold_out");
    expect(held.length).toBeGreaterThan(12);
    expect(held.length).toBeLessThan(50);
    expect(await textsOf(id)).toHaveLength(100 - held.length);
    const contact = `con_${held[0]?.contact_id.replaceAll("-", "")}`;
    const { body } = await ground.ask("POST /v1/conversions", { name: "purchase", contact });
    expect(body).toMatchObject({ campaign: null });
    expect(await analyticsOf(id)).toMatchObject({
      funnel: { converted: 0 },
      skipped: { hold_out: held.length },
      hold_out: { people: held.length, converted: 1 },
    });
    await expectExact(id);
  });

  test.each([
    [{ ab: { variants: [{ message: text("A") }, { message: text("B") }] } }, "/ab/variants/0"],
    [{ ab: { variants: [{}, {}] } }, "/ab/variants/1/template"],
    [{ ab: { winner: { metric: "read", after_minutes: 1, test_percent: 10 } } }, "/ab/variants"],
    [
      { ab: { ...two, winner: { metric: "clicked", after_minutes: 1, test_percent: 10 } } },
      "/ab/winner/metric",
    ],
    [{ follow_up: { when: "not_read", after_minutes: 5 } }, "/follow_up/template"],
    [{ follow_up: { when: "not_clicked", after_minutes: 5, message: text("B") } }, "/follow_up/when"],
  ])("%j is refused with its place", async (wish, path) => {
    const body = { name: "Spring", message: text("A"), audience: { everyone: true }, ...wish };
    const answer = await ground.ask("POST /v1/campaigns", body);
    expect(answer.status).toBe(400);
    expect(answer.body["errors"]).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
  });
});

describe("the winner", () => {
  const rule = { metric: "replied", after_minutes: 1, test_percent: 10, min_sample: 10 } as const;
  const of = (...figures: [sent: number, replied: number][]) => {
    const counts = figures.flatMap(([sent, replied], at): StageCount[] => [
      { variant: at + 1, stage: "sent", count: sent },
      { variant: at + 1, stage: "replied", count: replied },
    ]);
    return { counts, ab: { variants: figures.map(() => ({})) } };
  };
  const won = (found: ReturnType<typeof of>, more: object = {}) =>
    chooseWinner({ ...found.ab, winner: { ...rule, ...more } }, found.counts);

  test.each([
    [of([100, 5], [50, 4]), { variant: 2, because: "best" }],
    [of([30, 1], [60, 2]), { variant: 1, because: "tie" }],
    [of([30, 1], [60, 4], [15, 1]), { variant: 1, because: "tie" }],
    [of([100, 1], [9, 9]), { variant: 1, because: "too_few" }],
    [of([0, 0], [0, 0]), { variant: 1, because: "too_few" }],
    [of([100, 0], [100, 0]), { variant: 1, because: "tie" }],
  ])("is the highest share of those it was sent to", (found, expected) => {
    expect(won(found)).toMatchObject(expected);
  });

  test("may be certain, and has to be where the rule says so", () => {
    const [close, clear] = [of([100, 10], [100, 14]), of([100, 10], [100, 14], [100, 30])];
    expect(won(close)).toMatchObject({ variant: 2, because: "best" });
    expect(won(close, { needs_certainty: true })).toMatchObject({ variant: 1, because: "uncertain" });
    expect(won(clear, { needs_certainty: true })).toMatchObject({ variant: 3, because: "best" });
    expect([close, clear].map((found) => isLeadCertain(won(found).figures))).toEqual([false, true]);
    expect(isLeadCertain(won(of([100, 30], [100, 30])).figures)).toBe(false);
    expect(compareVariants(clear.ab, clear.counts)).toMatchObject([
      { metric: "read", variant: null, is_certain: false },
      {
        metric: "replied",
        variant: 3,
        is_certain: true,
        figures: [{ variant: 1, sent: 100, count: 10 }, {}, {}],
      },
      { metric: "clicked" },
      { metric: "converted" },
    ]);
    expect(compareVariants(null, [])).toEqual([]);
  });
});

describe("a second message", () => {
  async function followed(first: number, when: string, count = 6): Promise<{ id: string; second: string }> {
    const follow_up = { when, after_minutes: 30, message: text("Still there?") };
    const id = await ground.draft(await ground.people(count, { first }), {
      ...own,
      follow_up,
      track_links: true,
    });
    await ground.launch(id);
    await settle(id, "delivered");
    const [made] = await ground.rows<{ id: string }>("select id from campaign where parent_id = $1", [
      uuidOf(id),
    ]);
    await ground.rows("update campaign set starts_at = now() where id = $1", [made?.id]);
    return { id, second: made?.id ?? "" };
  }

  test("goes to who has not read the first, each after their own time, and once", async () => {
    const { id, second } = await followed(800, "not_read");
    const [reader, writer, quitter] = await recipientsOf(id);
    await ground.rows(
      `update message set status = 'read' where id = (
         select message_id from campaign_recipient where campaign_id = $1 and contact_id = $2)`,
      [uuidOf(id), reader?.contact_id],
    );
    await write(writer!);
    await ground.rows(
      `insert into suppression (tenant_id, address_hash, purpose, lane, id, kind, phone, reason, source, said_at)
       values ($1, sha256('y'), 'marketing', 'own', gen_random_uuid(), 'phone', $2, 'asked', 'api', now())`,
      [ground.tenant.id, quitter?.phone],
    );
    await ground.work();
    expect(await recipientsOf(second)).toEqual([]);
    await workLater(31);
    await workLater(40);
    const rows = await recipientsOf(second);
    expect(rows.map(({ state, reason }) => reason ?? state).toSorted()).toEqual([
      "opted_out",
      "queued",
      "queued",
      "queued",
    ]);
    expect(await textsOf(second)).toEqual(["Still there?", "Still there?", "Still there?"]);
    const shown = await read(`cmp_${second.replaceAll("-", "")}`);
    expect(shown).toMatchObject({ is_follow_up: true, parent: id, name: "Spring (follow-up)" });
    await settle(second, "sent");
    await workLater(60);
    expect(await read(`cmp_${second.replaceAll("-", "")}`)).toMatchObject({ status: "finished" });
    await expectExact(second);
  });

  test("to who has not answered is taken back by an answer, wherever it waits", async () => {
    const { second } = await followed(900, "not_replied");
    await ground.rows(
      'update campaign set pace = jsonb_set(pace, \'{rate}\', \'{"count": 3, "per": "minute"}\') where id = $1',
      [second],
    );
    await workLater(31);
    const queued = (await recipientsOf(second)).filter(({ state }) => state === "queued");
    const pending = (await recipientsOf(second)).filter(({ state }) => state === "pending");
    expect([queued.length > 0, pending.length > 0]).toEqual([true, true]);
    await write(queued[0]!);
    await write(pending[0]!);
    await ground.rows("update campaign set paced_to = null, heard_at = null where id = $1", [second]);
    await workLater(33);
    await ground.rows("update campaign set paced_to = null, heard_at = null where id = $1", [second]);
    await workLater(36);
    const skipped = await ground.rows<{ recipient: string; code: string }>(
      "select recipient, error ->> 'code' as code from message where campaign_id = $1 and status = 'skipped'",
      [second],
    );
    expect(skipped).toEqual([{ recipient: queued[0]?.phone, code: "recipient_replied" }]);
    const rows = await recipientsOf(second);
    expect(rows.find(({ phone }) => phone === pending[0]?.phone)).toMatchObject({
      state: "skipped",
      reason: "replied",
    });
    await expectExact(second);
  });

  test("ends with the campaign that it follows", async () => {
    const { id, second } = await followed(1_000, "not_read", 2);
    await workLater(1);
    await ground.ask(`POST /v1/campaigns/${id}/cancel`);
    await workLater(40);
    // The first one had finished: what is done cannot be canceled, and goes on to be followed up.
    expect(await recipientsOf(second)).toHaveLength(2);
    await ground.rows("update campaign set status = 'canceled' where id = $1", [uuidOf(id)]);
    await workLater(41);
    await workLater(42);
    expect(await read(`cmp_${second.replaceAll("-", "")}`)).toMatchObject({ status: "canceled" });
    expect(await ground.rows("select from lane_entry where campaign_id = $1", [second])).toEqual([]);
  });
});

describe("a reply", () => {
  test("ends a campaign that says so: what waits for its writer is skipped", async () => {
    const more = { ...own, stop_on_reply: true, rate: { count: 4, per: "minute" } };
    const id = await ground.draft(await ground.people(20, { first: 1_100 }), more);
    await ground.launch(id);
    const rows = await recipientsOf(id);
    const [waiting, pending] = ["queued", "pending"].map((state) =>
      rows.find((each) => each.state === state)!,
    );
    await write(waiting!);
    await write(pending!);
    await ground.work();
    const { body } = await ground.ask(`GET /v1/campaigns/${id}/recipients?status=skipped`);
    expect(body["data"]).toMatchObject([{ phone: waiting?.phone, reason: "recipient_replied" }]);
    for (let round = 1; round < 6; round += 1) {
      // oxlint-disable no-await-in-loop -- one minute after the other
      await ground.rows("update campaign set paced_to = null where id = $1", [uuidOf(id)]);
      await ground.work();
      // oxlint-enable no-await-in-loop
    }
    const after = await recipientsOf(id);
    expect(after.find(({ phone }) => phone === pending?.phone)).toMatchObject({
      state: "skipped",
      reason: "replied",
    });
    await expectExact(id);
  });
});
