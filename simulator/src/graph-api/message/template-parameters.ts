// Parameters of a template's texts: as many, as typed and as named as the template has variables.
import { isObject } from "../../json.ts";
import { GraphError } from "../graph-error.ts";
import { listAt, textAt } from "./fields.ts";
import type { Spot } from "./fields.ts";

export function parametersOf(component: Spot): Spot[] {
  return component.object["parameters"] === undefined ? [] : listAt(component, "parameters");
}

export type Expected = { part: string; variables: readonly string[]; named: boolean };

/** Returns the texts in the order of the template's variables. */
export function checkTexts(parameters: readonly Spot[], { part, variables, named }: Expected): string[] {
  if (parameters.length !== variables.length) {
    throw new GraphError(132000, {
      details:
        `${part}: number of localizable_params (${parameters.length}) does not match the expected ` +
        `number of params (${variables.length})`,
    });
  }
  const values = parameters.map((parameter) => valueOf(part, parameter));
  if (!named) return values;
  const names = parameters.map((parameter) => nameOf(part, parameter));
  return variables.map((variable) => {
    const value = values[names.indexOf(variable)];
    if (value !== undefined) return value;
    throw new GraphError(132000, { details: `${part}: parameter ${variable} is missing` });
  });
}

function nameOf(part: string, { object }: Spot): string {
  const name = object["parameter_name"];
  if (typeof name === "string" && name !== "") return name;
  throw new GraphError(100, { details: `${part}: Parameter name is missing or empty` });
}

function valueOf(part: string, parameter: Spot): string {
  const type = textAt(parameter, "type").toLowerCase();
  if (type === "text") return cleanText(part, textAt(parameter, "text"));
  if (type !== "currency" && type !== "date_time") throw formatMismatch(part, "TEXT", type);
  const value = parameter.object[type];
  // The fallback is what people see, always (Meta: messages).
  const fallback = isObject(value) ? value["fallback_value"] : undefined;
  if (typeof fallback !== "string" || fallback === "")
    throw formatMismatch(part, type.toUpperCase(), undefined);
  return fallback;
}

/** Line breaks, tabs and runs of spaces are refused; Meta names no code, 132018 is likely. */
function cleanText(part: string, text: string): string {
  if (!/[\n\r\t]| {5,}/.test(text)) return text;
  throw new GraphError(132018, {
    details: `${part}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces`,
  });
}

export function checkHydrated(text: string, values: readonly string[], max: number) {
  const variables = text.match(/\{\{[^}]*\}\}/g) ?? [];
  const kept = text.length - variables.reduce((sum, variable) => sum + variable.length, 0);
  const length = kept + values.reduce((sum, value) => sum + value.length, 0);
  if (values.length > 0 && length > max)
    throw new GraphError(132005, { details: `Text is ${length} of ${max} characters` });
}

export function checkOfferExpiry(given: Spot | undefined) {
  const parameter = given && parametersOf(given)[0];
  const offer = parameter?.object["limited_time_offer"];
  if (isObject(offer) && Number.isInteger(offer["expiration_time_ms"])) return;
  throw new GraphError(132012, { details: "limited_time_offer: expiration_time_ms is required" });
}

export function formatMismatch(part: string, expected: string, received: unknown): GraphError {
  const got = typeof received === "string" ? received.toUpperCase() : "UNKNOWN";
  return new GraphError(132012, {
    details: `${part}: Format mismatch, expected ${expected}, received ${got}`,
  });
}
