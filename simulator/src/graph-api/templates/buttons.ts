// The buttons of a new template (Meta: templates): how many of each, in which order, and what each needs.
import { isObject, upper } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import { variablesOf } from "../../template-variables.ts";
import { templateError } from "./template-error.ts";

const AT_MOST: Readonly<Record<string, number>> = {
  QUICK_REPLY: 10,
  URL: 2,
  PHONE_NUMBER: 1,
  COPY_CODE: 1,
  VOICE_CALL: 1,
  FLOW: 1,
  CATALOG: 1,
  MPM: 1,
  SPM: 1,
  REQUEST_CONTACT_INFO: 1,
};

export function readButtons(value: unknown): JsonObject[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > 10 || !value.every(isObject)) {
    throw templateError("other", "A template has 1 to 10 buttons.");
  }
  const buttons = value.map((button) => ({ ...button, type: upper(button["type"]) }));
  for (const button of buttons) checkButton(button);
  for (const [type, most] of Object.entries(AT_MOST)) {
    const count = buttons.filter((button) => button.type === type).length;
    if (count > most) throw templateError("other", `A template has at most ${most} buttons of type ${type}.`);
  }
  checkGrouping(buttons.map(({ type }) => type));
  return buttons;
}

/** Quick replies stand together: not reply, URL, reply. */
function checkGrouping(types: readonly string[]) {
  const first = types.indexOf("QUICK_REPLY");
  const last = types.lastIndexOf("QUICK_REPLY");
  if (first !== -1 && types.slice(first, last).some((type) => type !== "QUICK_REPLY")) {
    throw templateError("other", "Invalid combination: quick replies must stand together.");
  }
}

function checkButton(button: JsonObject & { type: string }) {
  if (AT_MOST[button.type] === undefined)
    throw templateError("other", `Buttons of type ${button.type} are not known.`);
  const { text, example, phone_number } = button;
  if (button.type === "COPY_CODE") {
    const code: unknown = Array.isArray(example) ? example[0] : example;
    if (typeof code !== "string" || code === "" || code.length > 15) {
      throw templateError("other", "The example of a coupon code must have 1 to 15 characters.");
    }
    return;
  }
  if (typeof text !== "string" || text === "" || text.length > 25) {
    throw templateError("other", "A button's label must have 1 to 25 characters.");
  }
  if (button.type === "URL") checkUrl(button);
  if (
    button.type === "PHONE_NUMBER" &&
    (typeof phone_number !== "string" || !/^\+?\d{5,20}$/.test(phone_number))
  ) {
    throw templateError("other", "A phone button needs a phone number of at most 20 characters.");
  }
}

/** One variable, at the end, with an example. */
function checkUrl({ url, example }: JsonObject) {
  if (typeof url !== "string" || url.length > 2_000 || !/^https?:\/\/\S+$/.test(url)) {
    throw templateError("other", "A URL button needs a URL of at most 2000 characters.");
  }
  const variables = variablesOf(url);
  if (variables.length > 1 || (variables.length === 1 && !/\{\{[^}]*\}\}$/.test(url))) {
    throw templateError("other", "A URL has at most one variable, at its end.");
  }
  if (variables.length === 1 && !(Array.isArray(example) && example.length === 1)) {
    throw templateError("examples", "The URL's variable needs an example.");
  }
}
