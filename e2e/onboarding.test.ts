// A business number comes to Waypost: shared in Embedded Signup, set up step by step, watched, stopped and set free.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Answer, type Json, type Stack, startStack } from "./stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

async function simulate(method: string, path: string, body?: object): Promise<Json> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${stack.simulatorUrl}/_sim/${path}`, init);
  const answer: Json = await response.json();
  expect(response.status, JSON.stringify(answer)).toBeLessThan(300);
  return answer;
}

const ask = (line: string, body?: unknown): Promise<Answer> => {
  const [method = "", path = ""] = line.split(" ");
  return stack.request(method, path, body);
};

async function until<T>(look: () => Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 20_000, interval: 200 });
}

const stepsOf = ({ body }: Answer): Record<string, string> =>
  Object.fromEntries(body.steps.map((step: Json) => [step.step, step.state]));

const everyStep = [
  "token",
  "account",
  "number",
  "registration",
  "subscription",
  "webhook",
  "templates",
  "test_message",
];

/** The business that signs up: an account of its own in the simulator. */
let business: Json;
let sender: string;

describe("a business that signs up", () => {
  test("becomes a sender, by the code of the dialog", { timeout: 60_000 }, async () => {
    business = await simulate("POST", "accounts");
    const { code } = await simulate("POST", `accounts/${business.waba_id}/signup`);
    const wish = { code, waba_id: business.waba_id, phone_number_id: business.phone_number_id };
    const { status, body } = await ask("POST /v1/embedded-signup", wish);
    expect([status, body.skipped], JSON.stringify(body)).toEqual([200, []]);
    expect(body.data).toMatchObject([{ address: business.phone, created: true }]);
    sender = body.data[0].sender;
    const shown = await ask(`GET /v1/senders/${sender}`);
    expect(shown.body).toMatchObject({
      address: business.phone,
      transport: "sandbox",
      cloud_api: {
        quality: "GREEN",
        status: "CONNECTED",
        token: { valid: true, missing_scopes: [] },
        warnings: [],
      },
    });
    const said = JSON.stringify([body, shown.body]);
    for (const secret of ["EAASIMULATOR", "9f2c4e6a8b0d1f3e5a7c9b2d4f6e8a0c"])
      expect(said).not.toContain(secret);
  });

  test("cannot use its code again", async () => {
    const { code } = await simulate("POST", `accounts/${business.waba_id}/signup`);
    expect((await ask("POST /v1/embedded-signup", { code })).body.data).toMatchObject([
      { created: false, sender },
    ]);
    const again = await ask("POST /v1/embedded-signup", { code });
    expect([again.status, again.body.code]).toEqual([422, "provider_refused"]);
  });

  test(
    "is onboarded as far as it goes, and to the end once a test message was asked for",
    { timeout: 60_000 },
    async () => {
      // A new sender's verify token is known to the webhook's door within four seconds.
      await until(async () => {
        const steps = stepsOf(await ask(`POST /v1/senders/${sender}/onboarding`, {}));
        expect(steps).toEqual({
          ...Object.fromEntries(everyStep.map((step) => [step, "done"])),
          test_message: "waiting",
        });
      });
      await ask(`POST /v1/senders/${sender}/onboarding`, { test_to: "+14155550160" });
      const done = await until(async () => {
        const answer = await ask(`POST /v1/senders/${sender}/onboarding`, { test_to: "+14155550160" });
        expect(answer.body.done, JSON.stringify(answer.body)).toBe(true);
        return answer;
      });
      expect(Object.keys(stepsOf(done))).toEqual(everyStep);
      const ledger = await fetch(`${stack.simulatorUrl}/_sim/ledger?to=14155550160`);
      const received: Json = await ledger.json();
      expect(received.data).toHaveLength(1);
      expect((await ask(`GET /v1/senders/${sender}/onboarding`)).body).toMatchObject({ done: true });
    },
  );
});

describe("onboarding that meets an obstacle", () => {
  const onboard = (body: object = {}): Promise<Answer> => ask(`POST /v1/senders/${sender}/onboarding`, body);

  test("waits for a PIN where the number is not registered, and registers it with one", async () => {
    await simulate("POST", `numbers/${business.phone_number_id}`, { registered: false });
    expect((await ask(`PUT /v1/senders/${sender}/pin`, { pin: "424242" })).status).toBe(200);
    const waiting = await onboard();
    expect(waiting.body.steps[3]).toMatchObject({ step: "registration", state: "waiting" });
    expect(waiting.body.steps[3].remedy).toContain("pin");
    const wrong = await onboard({ pin: "123123" });
    expect(wrong.body.steps[3]).toMatchObject({ state: "failed", code: "sender_not_registered" });
    expect(wrong.body.steps[3].detail).toContain("133005");
    expect(wrong.body.steps[4]).toMatchObject({ step: "subscription", state: "waiting" });
    const registered = await onboard({ pin: "424242" });
    expect(registered.body.steps[3]).toMatchObject({ state: "done" });
    expect(JSON.stringify(registered.body)).not.toContain("424242");
  });

  test("stops at a token that was revoked, and says what to do", async () => {
    await simulate("POST", `accounts/${business.waba_id}/token`, {});
    const { body } = await onboard();
    expect(body.steps[0]).toMatchObject({ step: "token", state: "failed", code: "provider_auth_failed" });
    expect(body.steps.slice(1).every(({ state }: Json) => state === "waiting")).toBe(true);
    const shown = await ask(`GET /v1/senders/${sender}`);
    expect(shown.body.health).toMatchObject({ state: "paused", reason: "provider_auth_failed" });
    expect(shown.body.cloud_api.warnings).toMatchObject([{ code: "provider_auth_failed" }]);
  });

  test("goes on by itself once the business has signed up again", { timeout: 30_000 }, async () => {
    const { code } = await simulate("POST", `accounts/${business.waba_id}/signup`);
    const signed = await ask("POST /v1/embedded-signup", { code, waba_id: business.waba_id });
    expect(signed.body.data).toMatchObject([{ sender, created: false }]);
    expect((await ask(`GET /v1/senders/${sender}`)).body.health).toMatchObject({ state: "healthy" });
  });
});

describe("what Meta says of the number", () => {
  const health = async (): Promise<Json> => (await ask(`GET /v1/senders/${sender}`)).body.health;
  const tell = (field: string, value: object): Promise<Json> =>
    simulate("POST", `accounts/${business.waba_id}/tell`, {
      field,
      value,
      phone_number_id: business.phone_number_id,
    });
  const send = (to: string): Promise<Answer> =>
    ask("POST /v1/messages", { from: sender, to, type: "text", text: { body: "Hello" } });

  test(
    "stops its lane when the account is disabled, and lets it go when it is reinstated",
    { timeout: 60_000 },
    async () => {
      await tell("account_update", { event: "DISABLED_UPDATE", ban_info: { waba_ban_state: "DISABLE" } });
      await until(async () =>
        expect(await health()).toMatchObject({ state: "paused", reason: "account_restricted" }),
      );
      const { body } = await send("+14155550161");
      // That nothing leaves shows in what it says it waits for.
      await until(async () => {
        const message = await ask(`GET /v1/messages/${body.id}`);
        expect(message.body.status).toBe("queued");
        expect(JSON.stringify(message.body.timeline)).toContain("account_restricted");
      });
      await tell("account_update", { event: "DISABLED_UPDATE", ban_info: { waba_ban_state: "REINSTATE" } });
      await until(async () => expect((await ask(`GET /v1/messages/${body.id}`)).body.status).toBe("read"));
      expect(await health()).toMatchObject({ state: "healthy" });
    },
  );

  test("is refreshed by asking, and kept with its history", { timeout: 30_000 }, async () => {
    await simulate("POST", `numbers/${business.phone_number_id}`, { quality: "RED" });
    const { body } = await ask(`POST /v1/senders/${sender}/refresh`);
    expect(body).toMatchObject({ quality: "RED", warnings: [{ code: "sender_quality_restricted" }] });
    expect(await health()).toMatchObject({ state: "paused", reason: "sender_quality_restricted" });
    await simulate("POST", `numbers/${business.phone_number_id}`, { quality: "GREEN" });
    await ask(`POST /v1/senders/${sender}/refresh`);
    expect(await health()).toMatchObject({ state: "healthy" });
    const history = await ask(`GET /v1/senders/${sender}/account-history?limit=200`);
    const told = history.body.data
      .filter(({ fact }: Json) => fact === "quality")
      .map(({ value }: Json) => value);
    expect(told).toEqual(["GREEN", "RED", "GREEN"]);
  });

  test("sets the lane's pace after a throughput upgrade", { timeout: 30_000 }, async () => {
    await simulate("POST", `numbers/${business.phone_number_id}`, { throughput: "HIGH" });
    await until(async () => {
      const { body } = await ask(`GET /v1/senders/${sender}`);
      expect([body.limits.per_second, body.cloud_api.throughput]).toEqual([
        900,
        { level: "HIGH", per_second: 900 },
      ]);
    });
  });

  test(
    "keeps a portfolio below its messaging limit, with the reason on each message that waits",
    { timeout: 60_000 },
    async () => {
      await simulate("PUT", "people/defaults", { window: "closed" });
      await simulate("PUT", "portfolio", { messaging_limit: "TIER_20" });
      const other = await simulate("POST", "accounts");
      const { code } = await simulate("POST", `accounts/${other.waba_id}/signup`);
      const signed = await ask("POST /v1/embedded-signup", { code });
      const from = signed.body.data[0].sender;
      const shown = await ask(`GET /v1/senders/${from}`);
      expect(shown.body.cloud_api.messaging_limit).toEqual({ people: 20, portfolio_id: "500000000000001" });
      const template = { name: "hello_world", language: { code: "en_US" } };
      const messages = Array.from({ length: 24 }, (_, n) => ({
        from,
        to: `+1415555${2_000 + n}`,
        type: "template",
        template,
      }));
      const { body } = await ask("POST /v1/messages/batch", { messages });
      const ids: string[] = body.data.map(({ id }: Json) => id);
      await vi.waitFor(
        async () => {
          const all = await Promise.all(ids.map((id) => ask(`GET /v1/messages/${id}`)));
          const waiting = all.filter((answer) => answer.body.status === "queued");
          expect(waiting.map((answer) => answer.body.error?.code)).toEqual(
            Array.from({ length: 6 }, () => "messaging_limit_reached"),
          );
          expect(all.filter((answer) => answer.body.status === "failed")).toEqual([]);
        },
        { timeout: 40_000, interval: 500 },
      );
      await simulate("PUT", "people/defaults", {});
      await simulate("POST", "reset");
    },
  );
});

describe("a number's own affairs", () => {
  test("its profile is shown and changed", async () => {
    const changed = await ask(`PATCH /v1/senders/${sender}/profile`, {
      about: "Open all day",
      vertical: "TRAVEL",
    });
    expect([changed.status, changed.body.about]).toEqual([200, "Open all day"]);
    expect((await ask(`GET /v1/senders/${sender}/profile`)).body).toMatchObject({
      vertical: "TRAVEL",
      email: null,
    });
    const refused = await ask(`PATCH /v1/senders/${sender}/profile`, { vertical: "SPACE" });
    expect([refused.status, refused.body.code]).toEqual([422, "provider_refused"]);
  });

  test("people are blocked, listed and let back", async () => {
    const people = ["+1 415 555 0170", "+14155550171"];
    const blocked = await ask(`POST /v1/senders/${sender}/blocked`, { people });
    expect(blocked.body.data).toMatchObject([
      { person: "+14155550170", done: true },
      { person: "+14155550171", done: true },
    ]);
    await ask(`DELETE /v1/senders/${sender}/blocked`, { people: people.slice(0, 1) });
    expect((await ask(`GET /v1/senders/${sender}/blocked`)).body).toEqual({
      data: [{ person: "+14155550171" }],
      next: null,
    });
    const wrong = await ask(`POST /v1/senders/${sender}/blocked`, { people: ["nobody"] });
    expect([wrong.status, wrong.body.code]).toEqual([422, "invalid_phone"]);
  });

  test("a message that was read is told so, with typing", { timeout: 30_000 }, async () => {
    await simulate("POST", "people/14155550172/reply", {
      text: "Are you there?",
      to: business.phone.slice(1),
    });
    const received = await until(async () => {
      const { body } = await ask(`GET /v1/messages/received?sender=${sender}`);
      expect(body.data).not.toEqual([]);
      return body.data[0];
    });
    const { status, body } = await ask(`POST /v1/messages/received/${received.id}/read`, { typing: true });
    expect([status, body]).toEqual([200, { success: true }]);
    const person = await fetch(`${stack.simulatorUrl}/_sim/people/14155550172`);
    expect(await person.json()).toMatchObject({ written: [{ read_by_business: true, typing_shown: true }] });
  });

  test("what is no number of the Cloud API answers so, and what is not there is not found", async () => {
    const web = await ask("POST /v1/senders", { name: "Phone", transport: "whatsapp_web" });
    expect((await ask(`POST /v1/senders/${web.body.id}/onboarding`, {})).body.code).toBe(
      "not_a_cloud_api_sender",
    );
    expect((await ask(`GET /v1/senders/${web.body.id}/blocked`)).body.code).toBe("not_a_cloud_api_sender");
    expect((await ask(`GET /v1/senders/snd_${"0".repeat(32)}/onboarding`)).status).toBe(404);
    expect((await ask(`POST /v1/messages/received/inb_${"0".repeat(32)}/read`, {})).status).toBe(404);
  });
});

test(
  "marketing that was withheld from a person waits a day before the next, and nothing else does",
  { timeout: 30_000 },
  async () => {
    const person = "14155550175";
    await simulate("PUT", "faults", { people: { [person]: { error: 131049, times: 1 } } });
    const send = (category: string): Promise<Answer> =>
      ask("POST /v1/messages", { from: sender, to: `+${person}`, text: { body: "Hello" }, category });
    const { body } = await send("marketing");
    await until(async () => {
      const message = await ask(`GET /v1/messages/${body.id}`);
      expect([message.body.status, message.body.error?.code]).toEqual(["failed", "marketing_capped"]);
    });
    const next = await send("marketing");
    const waiting = await ask(`GET /v1/messages/${next.body.id}`);
    expect(waiting.body.status).toBe("scheduled");
    expect(Date.parse(waiting.body.send_at) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    const other = await send("service");
    await until(async () =>
      expect((await ask(`GET /v1/messages/${other.body.id}`)).body.status).toBe("read"),
    );
  },
);

test(
  "what a message would cost is told by the card, with the person's window",
  { timeout: 30_000 },
  async () => {
    await simulate("POST", "people/14155550176/reply", { text: "Hi", to: business.phone.slice(1) });
    const rates = [
      {
        market: "US",
        category: "marketing",
        currency: "USD",
        valid_from: "2026-10-01",
        amount_micros: 25_000,
        source: "card",
      },
    ];
    const kept = await ask("PUT /v1/message-rates", { rates });
    expect([kept.status, kept.body.rates]).toEqual([200, [{ ...rates[0], volume_from: 0 }]]);
    const unreal = await ask("PUT /v1/message-rates", { rates: [{ ...rates[0], valid_from: "2026-02-30" }] });
    expect([unreal.status, unreal.body.errors?.[0]?.path]).toEqual([400, "/rates/0/valid_from"]);
    const wish = { from: sender, to: "+14155550176", category: "marketing" };
    const told = await until(async () => {
      const { body } = await ask("POST /v1/message-costs", wish);
      expect(body.window.open_until).not.toBeNull();
      return body;
    });
    expect(told.cost).toMatchObject({
      kind: "charged",
      amount_micros: 25_000,
      currency: "USD",
      source: "card",
    });
    const brazil = await ask("POST /v1/message-costs", { ...wish, to: "+5511987654321" });
    expect(brazil.body).toMatchObject({
      window: { open_until: null },
      cost: { kind: "unknown", amount_micros: null },
    });
  },
);

test(
  "who comes from an ad gets everything for free from our first answer on",
  { timeout: 30_000 },
  async () => {
    const person = "14155550177";
    const referral = { source_type: "ad", source_id: "1", source_url: "https://fb.example/ad" };
    const reply = { type: "text", text: "I saw your ad", referral, to: business.phone.slice(1) };
    await simulate("POST", `people/${person}/reply`, reply);
    const estimate = (): Promise<Answer> =>
      ask("POST /v1/message-costs", { from: sender, to: `+${person}`, category: "marketing" });
    await until(async () => expect((await estimate()).body.window.open_until).not.toBeNull());
    expect((await estimate()).body.window.free_entry_until).toBeNull();
    await ask("POST /v1/messages", {
      from: sender,
      to: `+${person}`,
      text: { body: "Welcome" },
      category: "service",
    });
    await until(async () => {
      const { body } = await estimate();
      expect(body.cost.kind).toBe("free");
      expect(Date.parse(body.window.free_entry_until) - Date.now()).toBeGreaterThan(71 * 3_600_000);
    });
  },
);
