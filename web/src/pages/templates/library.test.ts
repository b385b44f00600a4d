// The provider's ready-made templates: shown with their examples, taken over with what their buttons need.
import type { LibraryTemplate } from "@waypost/sdk";
import { expect, test } from "vitest";
import { contentOf } from "./form.ts";
import { askedIn, shownOf, startOf, takenOf } from "./library.ts";

const template: LibraryTemplate = {
  name: "payment_due_sim",
  language: "en_US",
  category: "UTILITY",
  topic: "PAYMENTS",
  usecase: "PAYMENT_DUE_REMINDER",
  industry: [],
  header: "Payment due",
  body: "Hello {{1}}, {{2}} is due.",
  body_params: ["Asha", "12 EUR"],
  body_param_types: ["TEXT", "AMOUNT"],
  buttons: [
    { type: "URL", text: "Pay" },
    { type: "QUICK_REPLY", text: "Later" },
    { type: "PHONE_NUMBER", text: "Call" },
  ],
};

test("it is shown as people would get it", () => {
  expect(shownOf(template)).toMatchObject({
    header: { format: "TEXT", text: "Payment due" },
    body: "Hello Asha, 12 EUR is due.",
    buttons: [{ text: "Pay" }, { text: "Later" }, { text: "Call" }],
  });
});

test("its links and calls are asked for in their order", () => {
  expect(askedIn(template).map(({ text }) => text)).toEqual(["Pay", "Call"]);
  expect(takenOf(template, "payment_due", ["https://example.com/{{1}}", "+14155550100"])).toEqual({
    library_template_name: "payment_due_sim",
    name: "payment_due",
    language: "en_US",
    library_template_button_inputs: [
      {
        type: "URL",
        url: { base_url: "https://example.com/{{1}}", url_suffix_example: "https://example.com/1" },
      },
      { type: "PHONE_NUMBER", phone_number: "+14155550100" },
    ],
  });
  expect(takenOf({ ...template, buttons: [] }, "mine", [])).not.toHaveProperty(
    "library_template_button_inputs",
  );
});

test("one's own template begins with its words and examples", () => {
  const { components, variables } = contentOf(startOf(template));
  expect(components[1]).toMatchObject({ type: "BODY", example: { body_text: [["Asha", "12 EUR"]] } });
  expect(variables).toEqual({ "1": { sample: "Asha" }, "2": { sample: "12 EUR" } });
});
