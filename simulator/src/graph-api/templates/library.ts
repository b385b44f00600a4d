// The template library: ready-made texts are browsed, and taken over without a review (Meta: template library).
import type { Answer } from "../../http/answer.ts";
import { reply } from "../../http/answer.ts";
import { isObject, parseJson, upper } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import { variablesOf } from "../../template-variables.ts";
import type { Call } from "../call.ts";
import { pageOf } from "../fields.ts";
import { badParameter } from "../graph-error.ts";
import { catalogue } from "./library-catalogue.ts";
import type { LibraryTemplate } from "./library-catalogue.ts";
import { templateError } from "./template-error.ts";

/** `search` finds parts of names and texts; the other filters are exact, and may be lists. */
export function listLibrary(call: Call): Answer {
  const search = call.query.get("search")?.toLowerCase() ?? "";
  const wanted = (name: string) => wordsOf(call.query.get(name));
  const filters = { name: wanted("name"), language: wanted("language"), topic: wanted("topic") };
  const more = { category: wanted("category"), usecase: wanted("usecase"), industry: wanted("industry") };
  const matches = (template: LibraryTemplate) =>
    `${template.name} ${template.header ?? ""} ${template.body}`.toLowerCase().includes(search) &&
    isAmong(template.name, filters.name) &&
    isAmong(template.language, filters.language) &&
    isAmong(template.topic, filters.topic) &&
    isAmong(template.category, more.category) &&
    isAmong(template.usecase, more.usecase) &&
    template.industry.some((each) => isAmong(each, more.industry));
  return reply(pageOf(call, catalogue.filter(matches), (template) => template));
}

function isAmong(has: string, asked: readonly string[] | null): boolean {
  return asked === null || asked.includes(has);
}

/** One word, or several as JSON. */
function wordsOf(value: string | null): readonly string[] | null {
  if (value === null || value === "") return null;
  const list = parseJson(value);
  return Array.isArray(list) ? list.map(String) : [value];
}

/** The parameters of a new template, its text from the library where they name one of its templates. */
export function fillFromLibrary(given: JsonObject): JsonObject {
  const { library_template_name: name, language, category, components } = given;
  if (name === undefined) return given;
  if (components !== undefined) throw badParameter("A library template brings its own components.");
  if (upper(category) !== "UTILITY") throw templateError("other", "Library templates are UTILITY.");
  const template = catalogue.find((each) => each.name === name && each.language === language);
  if (!template) throw badParameter("Param library_template_name is no template of the library.");
  return { ...given, parameter_format: "POSITIONAL", components: componentsOf(template, given) };
}

function componentsOf(template: LibraryTemplate, given: JsonObject): JsonObject[] {
  const { header, body, body_params } = template;
  const inputs = inputsOf(given["library_template_button_inputs"]);
  return [
    ...(header === undefined ? [] : [{ type: "HEADER", format: "TEXT", text: header }]),
    { type: "BODY", text: body, example: { body_text: [[...body_params]] } },
    { type: "BUTTONS", buttons: template.buttons.map((button) => filledButton(button, inputs)) },
  ];
}

/** JSON, also as text; Meta's own examples write that text in single quotes. */
function inputsOf(value: unknown): JsonObject[] {
  const text = typeof value === "string" ? value : "";
  const list = text === "" ? value : (parseJson(text) ?? parseJson(text.replaceAll("'", '"')));
  if (list === undefined) return [];
  if (Array.isArray(list) && list.every(isObject)) return [...list];
  throw badParameter("Param library_template_button_inputs must be an array of objects.");
}

/** Each link and each call takes the next input of its kind. */
function filledButton(button: LibraryTemplate["buttons"][number], inputs: JsonObject[]): JsonObject {
  if (button.type === "QUICK_REPLY") return button;
  const at = inputs.findIndex(({ type }) => upper(type) === button.type);
  const [input] = at === -1 ? [] : inputs.splice(at, 1);
  if (!input) throw templateError("examples", `The button "${button.text}" needs an input.`);
  if (button.type === "PHONE_NUMBER") return { ...button, phone_number: input["phone_number"] };
  const { base_url, url_suffix_example } = isObject(input["url"]) ? input["url"] : {};
  const hasVariable = typeof base_url === "string" && variablesOf(base_url).length > 0;
  return { ...button, url: base_url, ...(hasVariable && { example: [url_suffix_example] }) };
}
