// What comes before a launch, and the ways in which campaigns are sent: tests, approvals, templates, clocks, runs.

import { describe, expect, test, vi } from "vitest";
import { createAddressHash, createImportWorker } from "../audience/index.ts";
import { ask, newId } from "../http/harness.ts";
import { ground, house, useCampaignHouse, uuidOf } from "./testing/campaign-house.ts";
import { move, read } from "./testing/one-campaign.ts";
import { workOnCampaigns } from "./worker.ts";

useCampaignHouse();

const messagesOf = (id: string) =>
  ground.rows<{ recipient: string; body: { text?: { body: string } }; template_used: object | null }>(
    "select recipient, body, template_used from message where campaign_id = $1 order by recipient",
    [uuidOf(id)],
  );
/** The worker's clock stands at this moment. */
const workAt = (at: string) => workOnCampaigns({ ...house.deps, now: () => new Date(at) });

async function addTemplate(name: string, text: string, status = "APPROVED"): Promise<void> {
  const component = JSON.stringify([{ type: "BODY", text }]);
  await ground.rows(
    `insert into template (tenant_id, id, mode, account, kind, name, language, parameter_format, category, components,
                           status, applied_status, live_version)
     values ($1, gen_random_uuid(), 'test', '', 'local', $2, 'en', 'NAMED', 'MARKETING', $3, $4, $4, 1)`,
    [ground.tenant.id, name, component, status],
  );
  await ground.rows("update sender set transport = 'whatsapp_web' where id = $1", [ground.senderId]);
}

describe("before a launch", () => {
  test("a test is sent, of the campaign as it is; a change asks for another", async () => {
    const id = await ground.draft(await ground.people(2));
    expect(await move(id, "launch")).toMatchObject({ status: 409, body: { code: "campaign_not_tested" } });
    const sent = await move(id, "test", { to: ["+14155550199", "+14155550198"] });
    expect([sent.status, (sent.body["data"] as unknown[]).length]).toEqual([202, 2]);
    expect(await messagesOf(id)).toEqual([]);
    expect(await read(id)).toMatchObject({ is_tested: true });
    await ground.ask(`PATCH /v1/campaigns/${id}`, { name: "Summer" });
    expect(await move(id, "launch")).toMatchObject({ status: 409 });
    await move(id, "test", { to: ["+14155550199"] });
    expect(await move(id, "launch")).toMatchObject({
      status: 200,
      body: { name: "Summer", status: "running" },
    });
    expect(await ground.ask(`PATCH /v1/campaigns/${id}`, { name: "Autumn" })).toMatchObject({
      status: 409,
      body: { code: "campaign_wrong_state" },
    });
  });

  test("somebody else approves what goes to many", async () => {
    await ground.rows(`update tenant set settings = '{"campaign_approval_above": 2}' where id = $1`, [
      ground.tenant.id,
    ]);
    const id = await ground.draft(await ground.people(3, { first: 50 }));
    expect(await move(id, "launch", { skip_test: true })).toMatchObject({
      status: 409,
      body: { code: "campaign_not_approved" },
    });
    expect(await ground.ask(`POST /v1/campaigns/${id}/approve`)).toMatchObject({ status: 409 });
    const other = await ground.tenant.key("test");
    const approved = await ask(house.harness, other.text, `POST /v1/campaigns/${id}/approve`);
    expect(approved.body).toMatchObject({ approved_by: expect.stringMatching(/^key_/) });
    expect(await move(id, "launch", { skip_test: true })).toMatchObject({ status: 200 });
    await ground.rows("update tenant set settings = '{}' where id = $1", [ground.tenant.id]);
  });

  test("nothing is launched to nobody", async () => {
    const id = await ground.draft(await ground.people(0));
    expect((await move(id, "launch", { skip_test: true })).body).toMatchObject({ code: "audience_empty" });
  });

  test.each([
    [{ schedule: { at: "2026-02-30T09:00" } }, "/schedule/at"],
    [{ schedule: { time_zone: "Mars/Olympus" } }, "/schedule/time_zone"],
    [{ schedule: { repeat: { every: "day" } } }, "/schedule/repeat"],
    [{ template: { name: "x" } }, "/template"],
    [{ audience: { exclude: { tag: "vip" } } }, "/audience"],
    [{ category: "authentication" }, "/category"],
  ])("%j is refused with its place", async (wish, path) => {
    const message = { type: "text", text: { body: "Hello" } };
    const body = { name: "Spring", message, audience: { everyone: true }, ...wish };
    const answer = await ground.ask("POST /v1/campaigns", body);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    expect(answer.body["errors"]).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
  });

  test("a draft can be thrown away, and nothing else", async () => {
    const id = await ground.draft(await ground.people(1, { first: 60 }));
    expect((await ground.ask(`DELETE /v1/campaigns/${id}`)).status).toBe(204);
    expect((await ground.ask(`GET /v1/campaigns/${id}`)).status).toBe(404);
  });
});

describe("a file of people", () => {
  const csv = "phone,name\n+1 415 555 0951,Nina\n4155550952,Omar\nnobody,Paul\n";
  const message = { type: "text", text: { body: "Hello" } };

  test("is imported onto a list of the campaign's own, and read before it is launched", async () => {
    const { status, body } = await ground.ask("POST /v1/campaigns", {
      name: "File",
      message,
      audience: { csv },
    });
    expect([status, body["audience"]]).toEqual([201, { list: [expect.stringMatching(/^lst_/)] }]);
    const id = String(body["id"]);
    expect(body["import"]).toMatch(/^imp_/);
    expect(await move(id, "launch", { skip_test: true })).toMatchObject({
      status: 409,
      body: { code: "import_wrong_state", errors: [{ path: "import", message: "waiting" }] },
    });
    const renamed = await ground.ask(`PATCH /v1/campaigns/${id}`, { name: "From a file" });
    expect(renamed.body).toMatchObject({ import: body["import"], audience: body["audience"] });
    // Its list named again, beside another: still read first. Without it, there is nothing to wait for.
    const own = (body["audience"] as { list: string[] }).list;
    const others = await ground.people(1, { first: 960 });
    const widened = await ground.ask(`PATCH /v1/campaigns/${id}`, { audience: { list: [...own, others] } });
    expect(widened.body).toMatchObject({ import: body["import"] });
    const narrowed = await ground.ask(`PATCH /v1/campaigns/${id}`, { audience: { list: others } });
    expect(narrowed.body).toMatchObject({ import: null });
    const again = await ground.ask(`PATCH /v1/campaigns/${id}`, { audience: { csv } });
    expect(again.body).toMatchObject({ import: expect.stringMatching(/^imp_/) });
    const { app, engine, vault } = house.harness;
    const imports = createImportWorker({
      app,
      engine,
      people: { newId, hash: createAddressHash(vault.derive("suppression")) },
      now: () => new Date(),
      defaultCountry: async () => "US",
      skipWaiting: async () => undefined,
      placesLeft: async () => null,
      onError: (error) => void house.errors.push(error),
    });
    imports.nudge();
    const states = () => ground.rows("select state from contact_import");
    await vi.waitFor(async () => expect(await states()).toEqual([{ state: "done" }, { state: "done" }]));
    await imports.stop();
    expect(await ground.launch(id)).toMatchObject({ status: 200 });
    const recipients = (await messagesOf(id)).map(({ recipient }) => recipient);
    expect(recipients).toEqual(["+14155550951", "+14155550952"]);
  });

  test("may be as large as it is said to be", async () => {
    const large = `${csv}${"+14155550953,Asha\n".repeat(45_000)}`;
    const body = { name: "Large file", message, audience: { csv: large } };
    expect(await ground.ask("POST /v1/campaigns", body)).toMatchObject({
      status: 201,
      body: { import: expect.stringMatching(/^imp_/) },
    });
  });

  test("is for who may import", async () => {
    const poor = await ground.tenant.key("test", { scopes: ["campaigns:write"] });
    const body = { name: "File", message, audience: { csv } };
    const answer = await ask(house.harness, poor.text, "POST /v1/campaigns", { body });
    expect(answer).toMatchObject({ status: 403, body: { code: "insufficient_scope" } });
  });
});

describe("a template", () => {
  test("says each person's own words; who lacks one without a fallback is skipped", async () => {
    await addTemplate("spring", "Hello {{first_name}}, {{city}} is waiting.");
    const list = await ground.people(3, { first: 100, attributes: { city: "Pune" } });
    const [one] = await ground.rows<{ contact_id: string }>(
      "select contact_id from contact_list_member where list_id = $1 order by contact_id limit 1",
      [uuidOf(list)],
    );
    await ground.rows("update contact set attributes = '{}' where id = $1", [one?.contact_id]);
    const id = await ground.draft(list, {
      message: undefined,
      template: {
        name: "spring",
        variables: { first_name: { field: "first_name", fallback: "friend" }, city: { attribute: "city" } },
      },
    });
    await ground.launch(id);
    const messages = await messagesOf(id);
    expect(messages.map(({ body }) => body.text?.body)).toEqual(
      Array(2).fill("Hello Asha, Pune is waiting."),
    );
    expect(messages[0]?.template_used).toMatchObject({ name: "spring", language: "en", version: 1 });
    const { body } = await ground.ask(`GET /v1/campaigns/${id}/recipients?status=skipped`);
    expect(body["data"]).toMatchObject([{ reason: "missing_variable", message: null }]);
  });

  test("leads to the campaigns that say it, wherever in them, newest first", async () => {
    const list = await ground.people(1, { first: 160 });
    const said = { template: { name: "order_shipped", language: "en" } };
    const [text, another] = [
      { message: { type: "text", text: { body: "Hi" } } },
      { template: { name: "order_shipped_twice", language: "en" } },
    ];
    const draft = (name: string, more: object): Promise<string> =>
      ground.draft(list, { name, message: undefined, ...more });
    await draft("another", another);
    const own = await draft("own", said);
    await draft("none", text);
    const compared = await draft("compared", { ...text, ab: { variants: [{}, another, said] } });
    const second = await draft("second", {
      ...text,
      follow_up: { when: "not_read", after_minutes: 60, ...said },
    });
    const found = async (query: string): Promise<unknown[]> => {
      const { body } = await ground.ask(`GET /v1/campaigns?template=order_shipped${query}`);
      return (body["data"] as { id: string }[]).map(({ id }) => id);
    };
    expect(await found("")).toEqual([second, compared, own]);
    expect(await found(`&limit=1&after=${second}`)).toEqual([compared]);
    expect(await found("&status=running")).toEqual([]);
    const { status } = await ground.ask("GET /v1/campaigns?template=No%20name");
    expect(status).toBe(400);
  });

  test("of marketing is not sent as anything less", async () => {
    await addTemplate("sale", "On sale");
    const more = { message: undefined, template: { name: "sale" }, category: "utility" };
    const id = await ground.draft(await ground.people(1, { first: 150 }), more);
    const { body } = await move(id, "launch", { skip_test: true });
    expect(body["errors"]).toMatchObject([{ path: "/category" }]);
  });

  test("that is paused pauses the campaign, and says so", async () => {
    await addTemplate("winter", "Winter is here");
    const template = { name: "winter" };
    const id = await ground.draft(await ground.people(100, { first: 200 }), {
      message: undefined,
      template,
      rate: { count: 60, per: "hour" },
    });
    await ground.launch(id);
    await ground.rows("update template set status = 'PAUSED' where name = 'winter'");
    await ground.work();
    expect(await read(id)).toMatchObject({ status: "paused", paused: { by: null, code: "template_paused" } });
  });
});

describe("the clock", () => {
  test("begins a scheduled campaign at its time, with the audience already written down", async () => {
    const begins = new Date(Date.now() + 60_000).toISOString();
    const id = await ground.draft(await ground.people(4, { first: 300 }), { schedule: { at: begins } });
    expect((await ground.launch(id)).body).toMatchObject({ status: "scheduled" });
    expect((await ground.ask(`GET /v1/campaigns/${id}/recipients`)).body["data"]).toHaveLength(4);
    expect(await messagesOf(id)).toEqual([]);
    await ground.rows("update campaign set starts_at = now() where id = $1", [uuidOf(id)]);
    await ground.work();
    await ground.rows("update campaign_zone set starts_at = now() where campaign_id = $1", [uuidOf(id)]);
    await ground.work();
    expect(await messagesOf(id)).toHaveLength(4);
  });

  test("of everybody counts: the contact's zone, else the number's", async () => {
    const list = await ground.people(3, { first: 400 });
    const named = await ground.rows<{ contact_id: string }>(
      "select contact_id from contact_list_member where list_id = $1 order by contact_id",
      [uuidOf(list)],
    );
    await ground.rows("update contact set time_zone = 'Asia/Tokyo' where id = $1", [named[0]?.contact_id]);
    await ground.rows("update contact set time_zone = 'No/Where' where id = $1", [named[1]?.contact_id]);
    const id = await ground.draft(list, {
      schedule: { at: "2026-01-05T09:00", time_zone: "Europe/London", recipient_local: true },
    });
    await ground.launch(id);
    const zones = await ground.rows<{ zone: string; starts_at: Date }>(
      "select zone, starts_at from campaign_zone where campaign_id = $1 order by zone",
      [uuidOf(id)],
    );
    expect(zones.map(({ zone }) => zone)).toEqual(["America/Los_Angeles", "Asia/Tokyo", "No/Where"]);
    const nine = (zone: string, at: Date): string =>
      new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);
    expect(
      zones.map(({ zone, starts_at }) => nine(zone === "No/Where" ? "Europe/London" : zone, starts_at)),
    ).toEqual(Array(3).fill("09:00"));
    const tokyo = zones[1]?.starts_at ?? new Date();
    await workAt(new Date(tokyo.getTime() + 1_000).toISOString());
    expect((await messagesOf(id)).length).toBeGreaterThanOrEqual(1);
  });

  test("keeps a campaign to its hours, and claims to their end", async () => {
    const id = await ground.draft(await ground.people(2, { first: 500 }), {
      schedule: { time_zone: "UTC", windows: { from: "09:00", to: "18:00" } },
    });
    await move(id, "launch", { skip_test: true });
    const inDays = (days: number): string =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    await workAt(`${inDays(1)}T20:00:00Z`);
    expect(await messagesOf(id)).toEqual([]);
    expect(await read(id)).toMatchObject({
      brake: { code: "outside_hours", until: `${inDays(2)}T09:00:00.000Z` },
    });
    await workAt(`${inDays(2)}T10:00:00Z`);
    expect(await messagesOf(id)).toHaveLength(2);
    const halts = await ground.rows<{ from_at: Date }>(
      "select from_at from campaign_halt where campaign_id = $1",
      [uuidOf(id)],
    );
    expect(halts.map(({ from_at }) => from_at.toISOString())).toEqual([`${inDays(2)}T18:00:00.000Z`]);
  });

  test("brings a campaign round: each run is one of its own, with the audience of its day", async () => {
    const list = await ground.people(2, { first: 600 });
    const id = await ground.draft(list, {
      schedule: { at: "2026-01-05T09:00", time_zone: "UTC", repeat: { every: "day", count: 2 } },
    });
    const launched = await move(id, "launch", { skip_test: true });
    expect(launched.body).toMatchObject({ status: "scheduled" });
    const first = new Date(String(launched.body["starts_at"]));
    await move(id, "pause");
    await ground.rows("update campaign set starts_at = now() where id = $1", [uuidOf(id)]);
    expect((await move(id, "resume")).body).toMatchObject({ status: "scheduled" });
    expect(first.getTime()).toBeGreaterThan(Date.now());
    const tick = new Date(first.getTime() + 1_000).toISOString();
    await ground.rows("update campaign set starts_at = now() where id = $1", [uuidOf(id)]);
    await Promise.all([workAt(tick), workAt(tick)]);
    await ground.rows("update campaign set starts_at = now() where id = $1", [uuidOf(id)]);
    await workAt(new Date(first.getTime() + 90_000_000).toISOString());
    const runs = await ground.rows<{ id: string; status: string }>(
      "select id, status from campaign where parent_id = $1 order by id",
      [uuidOf(id)],
    );
    expect(runs).toHaveLength(2);
    expect(await read(id)).toMatchObject({ status: "finished" });
    await ground.work();
    const sent = await ground.rows("select from message where campaign_id = any ($1)", [
      runs.map((run) => run.id),
    ]);
    expect(sent).toHaveLength(4);
  });
});

describe("several senders", () => {
  test("of which one is deleted: its people go to the others", async () => {
    const gone = crypto.randomUUID();
    await ground.rows(
      `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst, deleted_at)
       values ($1, $2, 'gone', 'sandbox', 'test', '+15550100009', 9, 80, 10, now())`,
      [ground.tenant.id, gone],
    );
    const id = await ground.draft(await ground.people(8, { first: 2_000 }));
    const senders = [gone, ground.senderId].map((sender) => ({ id: sender, weight: 1 }));
    await ground.rows("update campaign set senders = $2 where id = $1", [
      uuidOf(id),
      JSON.stringify(senders),
    ]);
    await ground.launch(id);
    expect(await messagesOf(id)).toHaveLength(8);
  });

  test("share the people by weight, and a person always has the same", async () => {
    const second = crypto.randomUUID();
    await ground.rows(
      `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
       values ($1, $2, 'second', 'sandbox', 'test', '+15550100001', 9, 80, 10)`,
      [ground.tenant.id, second],
    );
    const list = await ground.people(200, { first: 700 });
    const senders = [ground.senderId, second].map((id, place) => ({ id, weight: place === 0 ? 3 : 1 }));
    const shares: string[][] = [];
    for (let round = 0; round < 2; round += 1) {
      // oxlint-disable no-await-in-loop -- one campaign after the other
      const id = await ground.draft(list);
      await ground.rows("update campaign set senders = $2 where id = $1", [
        uuidOf(id),
        JSON.stringify(senders),
      ]);
      await ground.launch(id);
      const rows = await ground.rows<{ contact_id: string }>(
        "select contact_id from campaign_recipient where campaign_id = $1 and sender_id = $2 order by 1",
        [uuidOf(id), second],
      );
      shares.push(rows.map(({ contact_id }) => contact_id));
      await move(id, "cancel");
      await ground.work();
      // oxlint-enable no-await-in-loop
    }
    expect(shares[0]).toEqual(shares[1]);
    expect(shares[0]?.length).toBeGreaterThan(25);
    expect(shares[0]?.length).toBeLessThan(80);
  });
});
