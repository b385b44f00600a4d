// The template library through the API: a ready-made text is found, made the account's own, and listed as approved.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { TemplateFollower } from "../templates/index.ts";
import { followTemplates } from "./templates.ts";
import { askWith, ground, makeKey, makeTenant, server, useControlServer } from "./testing/control-house.ts";

useControlServer();

let follower: TemplateFollower;
let call: ReturnType<typeof askWith>;

beforeAll(async () => {
  follower = followTemplates(ground.config, server.house);
  const { text: key } = await makeKey(server.house, await makeTenant(server.house, "Marigold"));
  call = askWith(server.url, key);
  const added = await call("POST /v1/senders", { name: "Desk", transport: "sandbox" });
  expect(added).toMatchObject({ status: 201 });
});
afterAll(() => follower.stop());

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
