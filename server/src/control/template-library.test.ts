// The template library through the API: a ready-made text is found, made the account's own, and listed as approved.

import { createSimulator } from "@waypost/simulator";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AttachedConfig } from "../config.ts";
import { type Answer, ask, createHarness, type Harness, newId } from "../http/harness.ts";
import { createSenderFinder, senderRoutes } from "../senders/index.ts";
import { type TemplateFollower, templateRoutes } from "../templates/index.ts";
import { libraryRoutes } from "./template-library.ts";
import { followTemplates } from "./templates.ts";

const simulator = createSimulator();
const errors: Error[] = [];
let house: Harness;
let follower: TemplateFollower;
let key: string;

beforeAll(async () => {
  const { url } = await simulator.start();
  const config = { simulator: { enabled: true, url } } as AttachedConfig;
  house = await createHarness(({ app, vault }) => {
    const finder = createSenderFinder({ db: app, now: Date.now });
    const sessionsOf = async () => new Map();
    const senders = { vault, newId, finder, clock: () => new Date(), sessionsOf };
    return [
      ...templateRoutes({ finder, newId, now: () => new Date() }),
      ...libraryRoutes(config, { app, vault, finder }),
      ...senderRoutes({
        ...senders,
        sandboxConfig,
        cloudApiOf: async () => new Map(),
      }),
    ];
  });
  const { engine, vault } = house;
  follower = followTemplates(config, { engine, vault, newId, onError: (error) => void errors.push(error) });
  key = (await (await house.tenant()).key("test")).text;
  expect(await call("POST /v1/senders", { name: "Desk", transport: "sandbox" })).toMatchObject({
    status: 201,
  });
});

afterAll(async () => {
  await follower.stop();
  await house.close();
  await simulator.stop();
  expect(errors).toEqual([]);
});

async function sandboxConfig(): Promise<object> {
  const { graph_url, version, waba_id, phone_number_id, display_phone_number } = simulator.config();
  const { access_token, app_secret, verify_token } = simulator.config();
  const number = { waba_id, phone_number_id, display_phone_number };
  return { graph_url, version, ...number, access_token, app_secret, verify_token };
}

const call = (line: string, body?: unknown): Promise<Answer> => ask(house, key, line, { body });

const taken = {
  library_template_name: "payment_due_sim",
  name: "payment_due",
  language: "en_US",
  library_template_button_inputs: [
    { type: "URL", url: { base_url: "https://marigold.example/pay" } },
    { type: "PHONE_NUMBER", phone_number: "+914840000000" },
  ],
};

test("the library is browsed by use case, and page by page", async () => {
  const { status, body } = await call("GET /v1/template-library?usecase=DELIVERY_UPDATE");
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      data: [
        {
          name: "delivery_update_sim",
          language: "en_US",
          category: "UTILITY",
          topic: "ORDER_MANAGEMENT",
          usecase: "DELIVERY_UPDATE",
          industry: ["E_COMMERCE"],
          header: "Your parcel is on its way",
          body: "Hello {{1}}, your order {{2}} arrives on {{3}}. You can follow it until then.",
          body_params: ["Asha", "MG-17", "3 March"],
          body_param_types: ["TEXT", "TEXT", "DATE"],
          buttons: [{ type: "URL", text: "Follow the parcel" }],
        },
      ],
      next: null,
    },
  });
  const first = await call("GET /v1/template-library?limit=3");
  expect(first.body).toMatchObject({ data: [{}, {}, {}], next: expect.any(String) });
  const rest = await call(`GET /v1/template-library?limit=3&after=${String(first.body["next"])}`);
  expect(rest.body).toMatchObject({ data: [{ name: "feedback_survey_sim" }], next: null });
});

test("a template is made the account's own at once, and found among its templates", async () => {
  const made = await call("POST /v1/template-library", taken);
  const { name, language } = taken;
  expect(made).toMatchObject({
    status: 201,
    body: { provider_template_id: expect.any(String), name, language, status: "APPROVED" },
  });
  await vi.waitFor(
    async () => {
      await follower.job.run();
      const { body } = await call("GET /v1/templates?name=payment_due");
      expect(body).toMatchObject({
        data: [
          {
            status: "APPROVED",
            category: "UTILITY",
            provider_template_id: made.body["provider_template_id"],
          },
        ],
      });
    },
    { timeout: 15_000, interval: 50 },
  );
});

test.each([
  ["a name that is taken", {}, "template_exists", /already/i],
  ["no input for a button", { name: "other", library_template_button_inputs: [] }, "provider_refused", /Pay/],
  ["a text nobody has", { name: "other", library_template_name: "none" }, "provider_refused", /library/],
  ["a sender nobody has", { from: "Nobody" }, "sender_not_found", /no such sender/],
])("%s is refused in the provider's words", async (_, more, code, detail) => {
  const { body } = await call("POST /v1/template-library", { ...taken, ...more });
  expect(body).toMatchObject({ code, detail: expect.stringMatching(detail) });
});
