// A campaign reckoned through before its launch: the same people as when it is launched, and what is known of the rest.

import { describe, expect, test } from "vitest";
import { preflightRoutes } from "../campaigns/index.ts";
import { ground, useCampaignHouse, uuidOf } from "../campaigns/testing/campaign-house.ts";
import { settle } from "../campaigns/testing/one-campaign.ts";
import { preflightHouse } from "./preflight.ts";

const daySeconds = 24 * 3_600;

const plans = { inForce: { of: () => null } };
useCampaignHouse(({ app }) =>
  preflightRoutes({ db: app, now: () => new Date(), ...preflightHouse({ plans }) }),
);

type Report = Record<string, unknown> & { skipped: Record<string, number>; warnings: { code: string }[] };

const preflight = async (id: string): Promise<Report> => {
  const { status, body } = await ground.ask(`POST /v1/campaigns/${id}/preflight`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as Report;
};
const codesOf = (notes: unknown): string[] => (notes as { code: string }[]).map(({ code }) => code);
const membersOf = (list: string) =>
  ground.rows<{ contact_id: string }>(
    "select contact_id from contact_list_member where list_id = $1 order by contact_id",
    [uuidOf(list)],
  );
const suppress = (contact: string) =>
  ground.rows(
    `insert into suppression (tenant_id, address_hash, purpose, lane, id, kind, phone, reason, source, said_at)
     select tenant_id, sha256(id::text::bytea), 'marketing', 'own', gen_random_uuid(), 'phone', lead_phone, 'asked',
            'api', now() from contact where id = $1`,
    [contact],
  );

async function addTemplate(name: string): Promise<void> {
  await ground.rows(
    `insert into template (tenant_id, id, mode, account, kind, name, language, parameter_format, category, components,
                           status, applied_status, live_version)
     values ($1, gen_random_uuid(), 'test', '', 'local', $2, 'en', 'NAMED', 'MARKETING', $3, 'APPROVED', 'APPROVED',
             1)`,
    [ground.tenant.id, name, JSON.stringify([{ type: "BODY", text: "In {{city}}, {{shop}}" }])],
  );
}

describe("whom it reaches", () => {
  test("is what a launch writes down, and nobody is written down before", async () => {
    const list = await ground.people(8, { attributes: { city: "Pune", shop: "Main" } });
    const [quiet = "", numberless = "", placeless = ""] = (await membersOf(list)).map(
      ({ contact_id: id }) => id,
    );
    await suppress(quiet);
    await ground.rows("delete from contact_alias where contact_id = $1", [numberless]);
    await ground.rows("update contact set attributes = '{}' where id = $1", [placeless]);
    await addTemplate("spring");
    await ground.rows("update sender set transport = 'whatsapp_web' where id = $1", [ground.senderId]);
    const template = {
      name: "spring",
      variables: { city: { attribute: "city" }, shop: { attribute: "shop" } },
    };
    const id = await ground.draft(list, { message: undefined, template });
    const report = await preflight(id);
    expect(report).toMatchObject({
      is_exact: true,
      audience: 8,
      eligible: 5,
      skipped: { opted_out: 1, no_phone: 1, missing_variable: 1 },
      missing: { city: 1, shop: 1 },
    });
    expect(await ground.rows("select from campaign_recipient where campaign_id = $1", [uuidOf(id)])).toEqual(
      [],
    );
    for (const [reason, count] of Object.entries(report.skipped)) {
      // oxlint-disable-next-line no-await-in-loop -- three
      const { body } = await ground.ask(`GET /v1/campaigns/${id}/preflight/people?reason=${reason}`);
      expect([reason, (body["data"] as unknown[]).length]).toEqual([reason, count]);
    }
    const shown = await ground.ask(`GET /v1/campaigns/${id}/preview`);
    const texts = (shown.body["data"] as { message: { text: { body: string } } }[]).map(
      (each) => each.message,
    );
    expect(texts.map(({ text }) => text.body)).toEqual(Array.from({ length: 5 }, () => "In Pune, Main"));
    expect(codesOf(report.warnings)).toContain("cold_audience");
    expect(codesOf(report.warnings)).toContain("missing_variable");
    await ground.launch(id);
    const { body } = await ground.ask(`GET /v1/campaigns/${id}/analytics`);
    expect(body["skipped"]).toEqual(report.skipped);
    expect(body).toMatchObject({ funnel: { audience: 8, eligible: 5 }, planned: { eligible: 5 } });
    await ground.rows("update sender set transport = 'sandbox' where id = $1", [ground.senderId]);
  });

  test("leaves out whose number a phone has looked up in vain; the Cloud API does not know for sure", async () => {
    await ground.rows("update sender set transport = 'whatsapp_web' where id = $1", [ground.senderId]);
    const list = await ground.people(4, { first: 900 });
    const first = await ground.draft(list);
    await ground.launch(first);
    await settle(first, "failed", "recipient_undeliverable");
    const outcome = (recipient: string, status: string, code: string | null) =>
      ground.rows("update message set status = $3, error = $4 where campaign_id = $1 and recipient = $2", [
        uuidOf(first),
        recipient,
        status,
        code === null ? null : JSON.stringify({ code }),
      ]);
    const written = await ground.rows<{ recipient: string }>(
      "select recipient from message where campaign_id = $1 order by id",
      [uuidOf(first)],
    );
    const [reached = "", refused = ""] = written.map(({ recipient }) => recipient);
    await outcome(reached, "delivered", null);
    await outcome(refused, "failed", "request_rejected");
    const second = await ground.draft(list);
    const report = await preflight(second);
    expect(report).toMatchObject({ audience: 4, eligible: 2, skipped: { not_on_whatsapp: 2 } });
    const { body } = await ground.ask(`GET /v1/campaigns/${second}/preflight/people?reason=not_on_whatsapp`);
    const nobody = (body["data"] as { phone: string }[]).map(({ phone }) => phone);
    expect(nobody).toHaveLength(2);
    expect(nobody).not.toContain(reached);
    expect(nobody).not.toContain(refused);
    await ground.launch(second);
    const { body: happened } = await ground.ask(`GET /v1/campaigns/${second}/analytics`);
    expect(happened["skipped"]).toEqual(report.skipped);
    await ground.rows("update sender set transport = 'cloud_api' where id = $1", [ground.senderId]);
    expect(await preflight(await ground.draft(list))).toMatchObject({ eligible: 4, skipped: {} });
    await ground.rows("update sender set transport = 'sandbox' where id = $1", [ground.senderId]);
  });

  test("leaves out who has had enough by a cap, and counts who has another campaign these days", async () => {
    const list = await ground.people(4, { first: 100 });
    const first = await ground.draft(list);
    await ground.launch(first);
    await ground.rows("delete from lane_entry where campaign_id = $1", [uuidOf(first)]);
    await ground.rows("update message set status = 'delivered' where campaign_id = $1", [uuidOf(first)]);
    const second = await ground.draft(list);
    expect(await preflight(second)).toMatchObject({ eligible: 4, also_written_to: 4 });
    const caps = [{ categories: ["marketing"], most: 1, days: 7, over: "skip" }];
    await ground.rows("insert into consent_setting (tenant_id, frequency_caps) values ($1, $2)", [
      ground.tenant.id,
      JSON.stringify(caps),
    ]);
    expect(await preflight(second)).toMatchObject({ eligible: 0, skipped: { frequency_capped: 4 } });
    await ground.rows("update consent_setting set frequency_caps = $2 where tenant_id = $1", [
      ground.tenant.id,
      JSON.stringify([{ ...caps[0], over: "defer" }]),
    ]);
    expect(await preflight(second)).toMatchObject({ eligible: 4, held: { frequency_cap: 4 } });
    await ground.rows("delete from consent_setting where tenant_id = $1", [ground.tenant.id]);
  });
});

describe("what it costs", () => {
  test("is by the tenant's own rate card; without a price it says so and makes none up", async () => {
    const list = await ground.people(5, { first: 200 });
    const [foreign = ""] = (await membersOf(list)).map(({ contact_id: id }) => id);
    await ground.rows("update contact_alias set value = '+919876500001' where contact_id = $1", [foreign]);
    await ground.rows(
      `insert into message_rate (tenant_id, currency, market, category, valid_from, amount_micros, source)
       values ($1, 'USD', 'US', 'marketing', '2026-10-01', 25000, 'test')`,
      [ground.tenant.id],
    );
    const template = { name: "elsewhere", language: "en" };
    const id = await ground.draft(list, { message: undefined, template });
    const { cost, warnings } = await preflight(id);
    expect(cost).toMatchObject({
      amounts: [{ currency: "USD", amount_micros: 100_000 }],
      unpriced_people: 1,
      countries: [
        { country: "US", people: 4, is_priced: true },
        { country: "IN", people: 1, amount: null, is_priced: false },
      ],
    });
    expect(codesOf(warnings)).toContain("unpriced");
  });
});

describe("how long it takes", () => {
  test("goes by its own rate, and names what it waits for", async () => {
    const id = await ground.draft(await ground.people(60, { first: 300 }), {
      rate: { count: 60, per: "hour" },
    });
    const { duration } = await preflight(id);
    expect(duration).toMatchObject({ seconds: 3_600, brakes: [{ code: "rate", seconds: 3_600 }] });
  });

  test("is nobody's to say while a number is paused for as long as somebody likes", async () => {
    await ground.rows("update sender set paused_at = now(), pause_reason = 'holiday' where id = $1", [
      ground.senderId,
    ]);
    const id = await ground.draft(await ground.people(3, { first: 400 }));
    const { duration, warnings } = await preflight(id);
    expect(duration).toMatchObject({ ends_at: null, seconds: null });
    expect(codesOf(warnings)).toEqual(expect.arrayContaining(["sender_paused", "no_end", "outside_window"]));
    await ground.rows("update sender set paused_at = null, pause_reason = null where id = $1", [
      ground.senderId,
    ]);
  });
});

test("a phone that warms up takes days for strangers, and says what it waits for", async () => {
  await ground.rows(
    `update sender set transport = 'whatsapp_web', protection = '{"preset": "cautious"}' where id = $1`,
    [ground.senderId],
  );
  const id = await ground.draft(await ground.people(12, { first: 600 }));
  const report = await preflight(id);
  // At most three strangers on the first day, four on the second and five on the third; it may be late on the first.
  const { seconds, brakes } = report["duration"] as { seconds: number; brakes: { code: string }[] };
  expect(seconds).toBeGreaterThan(daySeconds);
  expect(seconds).toBeLessThan(4 * daySeconds);
  expect(codesOf(brakes)).toEqual(expect.arrayContaining(["new_chats_cap", "quiet_hours", "rhythm"]));
  expect(report).toMatchObject({ senders: [{ people: 12, never_written_to: 12, never_wrote: 12 }] });
  expect(codesOf(report.warnings)).toEqual(
    expect.arrayContaining(["cold_audience", "session_not_connected"]),
  );
  await ground.rows("update sender set transport = 'sandbox', protection = '{}' where id = $1", [
    ground.senderId,
  ]);
});

test("people beyond Meta's limit wait for the next day", async () => {
  const { id: tenant } = ground.tenant;
  await ground.rows(`update sender set external_id = '900', config = '{"waba_id": "700"}' where id = $1`, [
    ground.senderId,
  ]);
  await ground.rows(
    "insert into account_check (tenant_id, sender_id, checked_at, portfolio_id) values ($1, $2, now(), 'p')",
    [tenant, ground.senderId],
  );
  await ground.rows(
    `insert into account_fact (tenant_id, mode, object, fact, at, seen_at, value, source)
     values ($1, 'test', '900', 'messaging_limit', now(), now(), '10', 'refresh')`,
    [tenant],
  );
  await ground.rows(
    `insert into initiated_chat (tenant_id, portfolio, person, at)
     select $1, 'p', '+1415777000' || n, now() from generate_series(1, 4) as n`,
    [tenant],
  );
  const template = { name: "elsewhere", language: "en" };
  const list = await ground.people(12, { first: 700 });
  const { duration } = await preflight(await ground.draft(list, { message: undefined, template }));
  // Nine of ten may be begun with in 24 hours, four have been: five today and seven tomorrow.
  const { seconds, brakes } = duration as { seconds: number; brakes: { code: string }[] };
  expect(seconds).toBeGreaterThanOrEqual(daySeconds);
  expect(seconds).toBeLessThan(daySeconds + 900);
  expect(brakes[0]).toMatchObject({ code: "messaging_limit" });
});

test("a launch is refused with the codes that the preflight has named", async () => {
  const empty = await ground.draft(await ground.people(0));
  const { blockers } = await preflight(empty);
  expect(codesOf(blockers)).toEqual(["campaign_not_tested", "audience_empty"]);
  const launch = (wish: object) => ground.ask(`POST /v1/campaigns/${empty}/launch`, wish);
  expect((await launch({})).body).toMatchObject({ code: "campaign_not_tested" });
  expect((await launch({ skip_test: true })).body).toMatchObject({ code: "audience_empty" });
  const nameless = await ground.draft(await ground.people(1, { first: 500 }), {
    message: undefined,
    template: { name: "nowhere" },
  });
  const [first] = codesOf((await preflight(nameless))["blockers"]);
  const refused = await ground.ask(`POST /v1/campaigns/${nameless}/launch`, { skip_test: true });
  expect(refused.body).toMatchObject({ code: first });
});
