// Links of a campaign's own: which ones a message has, where they lead, who is counted, and what it was good for.

import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { ground, house, useCampaignHouse, uuidOf } from "../testing/campaign-house.ts";
import { expectExact, textsOf } from "../testing/one-campaign.ts";
import { createClicks, type Visit } from "./clicks.ts";
import { linkMessage } from "./link-message.ts";
import { isPreview } from "./visitor.ts";

useCampaignHouse();

const base = "https://waypost.example/l/";
const phone = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36";

type Answer = { status: number; location: string | undefined };

/** As a browser asks, which is not told to follow. */
function follow(token: string, agent = phone, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { "user-agent": agent };
    const asking = request(`${house.harness.url}/l/${token}`, { method, headers }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, location: answer.headers.location });
    });
    asking.once("error", reject).end();
  });
}

const tokenIn = (text: string): string => /\/l\/([A-Za-z0-9_-]{12})/.exec(text)?.[1] ?? "";
const funnelOf = async (id: string): Promise<Record<string, number>> =>
  (await ground.ask(`GET /v1/campaigns/${id}/analytics`)).body["funnel"] as Record<string, number>;

async function tracked(first: number, count = 2): Promise<{ id: string; tokens: string[]; texts: string[] }> {
  const message = { type: "text", text: { body: "All of it: https://shop.example/spring?utm=wa. Hurry!" } };
  const id = await ground.draft(await ground.people(count, { first }), { message, track_links: true });
  await ground.launch(id);
  await ground.rows("update message set status = 'delivered' where campaign_id = $1", [uuidOf(id)]);
  const texts = await textsOf(id);
  return { id, texts, tokens: texts.map(tokenIn) };
}

describe("a followed link", () => {
  test("leads to its target at once, and counts its person once", async () => {
    const { id, texts, tokens } = await tracked(0);
    expect(texts[0]).toMatch(/^All of it: https:\/\/waypost\.example\/l\/[A-Za-z0-9_-]{12}\. Hurry!$/);
    expect(new Set(tokens).size).toBe(2);
    const [mine = ""] = tokens;
    for (let tap = 0; tap < 3; tap += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one tap after the other
      expect(await follow(mine)).toEqual({ status: 302, location: "https://shop.example/spring?utm=wa" });
    }
    expect(await funnelOf(id)).toMatchObject({ clicked: 1, converted: 0 });
    const rows = await ground.rows("select from campaign_click where campaign_id = $1", [uuidOf(id)]);
    expect(rows).toHaveLength(1);
    const { body } = await ground.ask(`GET /v1/campaigns/${id}/recipients?status=clicked`);
    expect(body["data"]).toMatchObject([{ clicked_at: expect.any(String) }]);
  });

  test("by what only looks is a preview, and by HEAD nothing", async () => {
    const { id, tokens } = await tracked(10);
    const [mine = ""] = tokens;
    expect(await follow(mine, "WhatsApp/2.24.13.77 A")).toMatchObject({ status: 302 });
    expect(await follow(mine, phone, "HEAD")).toMatchObject({ status: 302 });
    expect(await funnelOf(id)).toMatchObject({ clicked: 0 });
    const links = await ground.rows<{ previews: number }>(
      "select previews from campaign_link where token = $1",
      [mine],
    );
    expect(links).toEqual([{ previews: 1 }]);
  });

  test("is on disk before anybody is sent on, or written behind them if that takes too long", async () => {
    const { id } = await tracked(60, 1);
    const [link] = await ground.rows<Omit<Visit, "at" | "isPreview">>(
      "select tenant_id, campaign_id, contact_id, link_id, token from campaign_link where campaign_id = $1",
      [uuidOf(id)],
    );
    const patience: (() => void)[] = [];
    const { engine } = house.harness;
    const clock = {
      after: (_: number, work: () => void) => {
        patience.push(work);
        return () => undefined;
      },
    };
    const clicks = createClicks({ db: engine, onError: ({ message }) => expect.unreachable(message), clock });
    const clicked = () => ground.rows("select from campaign_click where campaign_id = $1", [uuidOf(id)]);
    const stay = (): Promise<void> => clicks.note({ ...link!, at: new Date(), isPreview: false });
    const blocked = async (): Promise<number> =>
      (
        await ground.rows(
          "select from pg_stat_activity where datname = current_database() and pg_blocking_pids(pid) <> '{}'",
        )
      ).length;
    let answered = 0;
    await engine.transaction(async (tx) => {
      await tx.query("select from campaign_recipient where campaign_id = $1 for update", [uuidOf(id)]);
      const waiting = stay().then(() => (answered += 1));
      await expect.poll(blocked).toBe(1);
      expect(answered).toBe(0);
      patience[0]?.();
      await waiting;
      expect(await clicked()).toEqual([]);
    });
    await clicks.drained();
    expect(await clicked()).toHaveLength(1);
    await ground.rows("delete from campaign_click where campaign_id = $1", [uuidOf(id)]);
    await stay();
    expect(await clicked()).toHaveLength(1);
  });

  test("that was never made leads nowhere", async () => {
    for (const token of ["AAAAAAAAAAAA", "https:%2F%2Fevil.example", "..%2F..%2Fv1", "'or%201=1--"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await follow(token)).toEqual({ status: 404, location: undefined });
    }
  });

  test("of a test leads where people's will, and is nobody's", async () => {
    const message = { type: "text", text: { body: "https://shop.example/" } };
    const id = await ground.draft(await ground.people(1, { first: 20 }), { message, track_links: true });
    await ground.ask(`POST /v1/campaigns/${id}/test`, { to: ["+14155550190"] });
    const [sent] = await ground.rows<{ body: { text: { body: string } } }>(
      "select body from message where recipient = '+14155550190'",
    );
    expect(await follow(tokenIn(sent?.body.text.body ?? ""))).toMatchObject({ status: 302 });
    await house.clicks.drained();
    expect(await ground.rows("select from campaign_click where campaign_id = $1", [uuidOf(id)])).toEqual([]);
  });
});

describe("a conversion", () => {
  const tell = (body: object) => ground.ask("POST /v1/conversions", body);

  test("by its link's token counts for the person and the campaign, once for its reference", async () => {
    const { id, tokens } = await tracked(30);
    const sale = { name: "purchase", token: tokens[0], value: 12.5, currency: "EUR", reference: "order-1" };
    const made = await tell(sale);
    expect(made).toMatchObject({ status: 201, body: { campaign: id, value: 12.5, currency: "EUR" } });
    const again = await tell({ ...sale, value: 99 });
    expect(again).toMatchObject({ status: 200, body: { id: made.body["id"], value: 12.5 } });
    const { body } = await ground.ask(`GET /v1/campaigns/${id}/analytics`);
    expect(body).toMatchObject({
      funnel: { converted: 1 },
      conversions: { by_name: { purchase: 1 }, values: [{ currency: "EUR", value: 12.5 }] },
    });
    await expectExact(id);
  });

  test("by contact or number goes to the campaign that wrote last, and to none after seven days", async () => {
    const { id } = await tracked(40);
    const [one] = await ground.rows<{ phone: string; contact_id: string }>(
      "select phone, contact_id from campaign_recipient where campaign_id = $1 order by contact_id limit 1",
      [uuidOf(id)],
    );
    const contact = `con_${one?.contact_id.replaceAll("-", "")}`;
    const soon = new Date(Date.now() + 60_000).toISOString();
    expect((await tell({ name: "visit", phone: one?.phone, at: soon })).body).toMatchObject({
      campaign: id,
      contact,
    });
    const long = new Date(Date.now() - 8 * 86_400_000).toISOString();
    expect((await tell({ name: "visit", contact, at: long })).body).toMatchObject({
      campaign: null,
      contact,
    });
    expect(await funnelOf(id)).toMatchObject({ converted: 1 });
  });

  test.each([
    [{ name: "purchase" }, 400],
    [{ name: "purchase", token: "AAAAAAAAAAAA" }, 404],
    [{ name: "purchase", contact: `con_${"0".repeat(32)}` }, 404],
    [{ name: "purchase", contact: `con_${"0".repeat(32)}`, value: 1 }, 400],
    [{ name: "Purchase!", contact: `con_${"0".repeat(32)}` }, 400],
    [{ name: "purchase", contact: `con_${"0".repeat(32)}`, at: "2099-01-01T00:00:00Z" }, 400],
  ])("%j is refused", async (body, status) => {
    expect((await tell(body)).status).toBe(status);
  });

  test("of another tenant's link is not there", async () => {
    const { tokens } = await tracked(50);
    const stranger = await house.ground();
    const answer = await stranger.ask("POST /v1/conversions", { name: "purchase", token: tokens[0] });
    expect(answer.status).toBe(404);
  });
});

describe("links in messages", () => {
  const linked = (body: Parameters<typeof linkMessage>[0], buttons: string[] = []) => {
    const targets: string[] = [];
    const tokenOf = (target: string): string => `T${targets.push(target)}`;
    return { body: linkMessage(body, { base, buttons, tokenOf }), targets };
  };
  const inText = (text: string) => linked({ type: "text", text: { body: text } });

  test.each([
    ["see https://a.example/x, or (http://b.example/y).", ["https://a.example/x", "http://b.example/y"]],
    ["https://a.example/wiki/Post_(office)!", ["https://a.example/wiki/Post_(office)"]],
    ["*https://a.example/bold*", ["https://a.example/bold"]],
    ["https://ä.example/ü", ["https://xn--4ca.example/%C3%BC"]],
    ["https://user:secret@a.example/ ftp://b.example javascript:alert(1)", []],
    [`${base}AAAAAAAAAAAA`, []],
    ["no.scheme.example/x", []],
  ])("%s", (text, targets) => {
    expect(inText(text).targets).toEqual(targets);
  });

  test("a text stays as it is where its links would make it too long", () => {
    const text = `${"x".repeat(4_080)} http://a.io`;
    expect(inText(text).body).toEqual({ type: "text", text: { body: text } });
  });

  test("a caption, a button and a card are texts too", () => {
    const image = linked({
      type: "image",
      image: { link: "https://a.example/i.jpg", caption: "http://b.example/" },
    });
    expect(image).toMatchObject({
      targets: ["http://b.example/"],
      body: { image: { link: "https://a.example/i.jpg" } },
    });
    const parameters = { display_text: "Shop", url: "https://a.example/" };
    const button = linked({
      type: "interactive",
      interactive: { type: "cta_url", body: { text: "Now" }, action: { name: "cta_url", parameters } },
    });
    expect(button.body).toMatchObject({ interactive: { action: { parameters: { url: `${base}T1` } } } });
  });

  test("a template's variables are; its button is where its address is ours", () => {
    const url = { type: "text" as const, text: "https://a.example/me" };
    const template = (index: number) => ({
      type: "template" as const,
      template: {
        name: "sale",
        language: "en",
        components: [
          {
            type: "body" as const,
            parameters: [{ type: "text" as const, text: "Here: https://a.example/b" }],
          },
          { type: "button" as const, sub_type: "url" as const, index, parameters: [url] },
        ],
      },
    });
    const ours = linked(template(1), ["", `${base}{{1}}`]);
    expect(ours.targets).toEqual(["https://a.example/b", "https://a.example/me"]);
    expect(ours.body).toMatchObject({ template: { components: [{}, { parameters: [{ text: "T2" }] }] } });
    expect(linked(template(0), ["https://a.example/{{1}}"]).targets).toEqual(["https://a.example/b"]);
  });
});

test.each([
  ["WhatsApp/2.23.20.0 i", true],
  ["facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", true],
  ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true],
  ["TelegramBot (like TwitterBot)", true],
  ["", true],
  [phone, false],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
    false,
  ],
  ["Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", false],
])("%s looks ahead: %s", (agent, expected) => {
  expect(isPreview({ "user-agent": agent })).toBe(expected);
  expect(isPreview({ "user-agent": agent, "sec-purpose": "prefetch" })).toBe(true);
});
