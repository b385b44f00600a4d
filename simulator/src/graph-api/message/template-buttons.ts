// Button parameters of a template message: required where there is something to fill in (Meta: messages).
import { isObject } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import { variablesOf } from "../../template-variables.ts";
import { GraphError } from "../graph-error.ts";
import { invalid, optionalTextAt, textAt } from "./fields.ts";
import type { Spot } from "./fields.ts";
import { buttonsOf } from "./stored-template.ts";
import type { Stored } from "./stored-template.ts";
import { formatMismatch, parametersOf } from "./template-parameters.ts";

/** What a button of a stored type is called when it is sent. */
const SUB_TYPES: Readonly<Record<string, string>> = {
  QUICK_REPLY: "quick_reply",
  URL: "url",
  COPY_CODE: "copy_code",
  FLOW: "flow",
  CATALOG: "catalog",
  MPM: "mpm",
  VOICE_CALL: "voice_call",
};

export function checkButtons(stored: Stored, given: readonly Spot[]) {
  const buttons = buttonsOf(stored);
  const seen = new Set<number>();
  for (const each of given) {
    const { index, button } = buttonFor(each, buttons);
    if (seen.has(index)) throw invalid(each, "index", "is given twice");
    seen.add(index);
    checkButton(button, each);
  }
  for (const [index, button] of buttons.entries()) {
    if (!needsParameter(button) || seen.has(index)) continue;
    throw new GraphError(131008, {
      details: `buttons: Button at index ${index} of type ${String(button["type"])} requires a parameter`,
    });
  }
}

function checkButton(button: JsonObject, given: Spot) {
  const type = String(button["type"]);
  const subType = textAt(given, "sub_type").toLowerCase();
  if (SUB_TYPES[type] !== subType) throw formatMismatch("buttons", type, subType);
  const [parameter] = parametersOf(given);
  if (!parameter) {
    if (!needsParameter(button)) return;
    throw new GraphError(131008, { details: "buttons: the button requires a parameter" });
  }
  if (subType === "url") return checkSuffix(button, parameter);
  if (subType === "quick_reply") return void optionalTextAt(parameter, "payload", { max: 256 });
  if (subType === "copy_code") return checkCoupon(parameter);
  if (["flow", "catalog", "mpm"].includes(subType) && !isObject(parameter.object["action"])) {
    throw formatMismatch("buttons", "ACTION", parameter.object["type"]);
  }
}

/** The end of the URL, percent-encoded. */
function checkSuffix(button: JsonObject, parameter: Spot) {
  if (parameter.object["type"] !== "text") throw formatMismatch("buttons", "TEXT", parameter.object["type"]);
  const suffix = textAt(parameter, "text", { max: 2_000 });
  if (/\s/.test(suffix))
    throw new GraphError(132018, { details: "buttons: the URL suffix must be percent-encoded" });
  if (!needsParameter(button)) {
    throw new GraphError(132000, {
      details: "buttons: number of params (1) does not match the expected number (0)",
    });
  }
}

function checkCoupon(parameter: Spot) {
  const code = textAt(parameter, "coupon_code");
  if (!/^[A-Za-z0-9]{1,15}$/.test(code)) {
    throw new GraphError(132018, {
      details: "buttons: coupon_code must be at most 15 letters and digits",
    });
  }
}

function needsParameter(button: JsonObject): boolean {
  if (button["type"] === "COPY_CODE") return true;
  return (
    button["type"] === "URL" && typeof button["url"] === "string" && variablesOf(button["url"]).length > 0
  );
}

function buttonFor(given: Spot, buttons: readonly JsonObject[]) {
  const value = given.object["index"];
  const index = typeof value === "string" && /^\d$/.test(value) ? Number(value) : value;
  const button = typeof index === "number" ? buttons[index] : undefined;
  if (typeof index === "number" && button) return { index, button };
  throw invalid(given, "index", `must be a button of the template (0 to ${buttons.length - 1})`);
}
