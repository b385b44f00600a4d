// What a person sees of a template message: the stored texts with the message's parameters in place.
import type { Template } from "../../business/index.ts";
import { isObject } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import { variablesOf } from "../../template-variables.ts";

export type Rendered = { header: string | null; body: string | null; footer: string | null; links: string[] };

/** `message` is the `template` object of a message that was accepted, so its parameters fit. */
export function renderTemplate(template: Template, message: JsonObject): Rendered {
  const given = objectsIn(message["components"]);
  const named = template.parameterFormat === "NAMED";
  const part = (type: string): JsonObject | undefined =>
    template.components.find((component) => component["type"] === type);
  const filled = (type: string): string | null => {
    const text = part(type)?.["text"];
    if (typeof text !== "string") return null;
    const of = given.find((component) => String(component["type"]).toUpperCase() === type);
    return fill(text, objectsIn(of?.["parameters"]), named);
  };
  const links = objectsIn(part("BUTTONS")?.["buttons"]).flatMap((button, index) => {
    if (typeof button["url"] !== "string") return [];
    const of = given.find(
      ({ type, index: at }) => String(type).toUpperCase() === "BUTTON" && Number(at) === index,
    );
    return [fill(button["url"], objectsIn(of?.["parameters"]), false)];
  });
  return { header: filled("HEADER"), body: filled("BODY"), footer: filled("FOOTER"), links };
}

function fill(text: string, parameters: readonly JsonObject[], named: boolean): string {
  const names = variablesOf(text).toSorted((one, other) => (named ? 0 : Number(one) - Number(other)));
  return text.replaceAll(/\{\{\s*([^{}]*?)\s*\}\}/g, (written, name: string) => {
    const parameter = named
      ? parameters.find(({ parameter_name }) => parameter_name === name)
      : parameters[names.indexOf(name)];
    return parameter === undefined ? written : shown(parameter);
  });
}

/** Of amounts and dates people see the fallback, always (Meta: messages). */
function shown(parameter: JsonObject): string {
  if (typeof parameter["text"] === "string") return parameter["text"];
  const value = parameter[String(parameter["type"])];
  const fallback = isObject(value) ? value["fallback_value"] : undefined;
  return typeof fallback === "string" ? fallback : "";
}

function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
