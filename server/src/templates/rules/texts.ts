// Rules of a template's texts: how long, how their variables are called and placed, that each has a sample.

import type { ParameterFormat } from "@waypost/contract";
import type { Finding } from "../findings.ts";
import { fieldsOf, type Json, listOf, textOf } from "../json.ts";
import { namesIn, type Placeholder, placeholdersIn } from "../placeholders.ts";

/** A text of 1 to `max` characters, or what is wrong with it. */
export function lengthErrors(path: string, text: unknown, max: number): Finding[] {
  if (typeof text !== "string" || text.trim() === "") return [{ path, message: "is required" }];
  if (text.length <= max) return [];
  return [{ path, message: `must not have more than ${max} characters`, start: max, end: text.length }];
}

/** `{{1}}`, `{{2}}`, … without a gap, or lowercase names; digits in names are taken, though Meta does not name them. */
export function variableErrors(path: string, text: string, format: ParameterFormat): Finding[] {
  if (text.split("{{").length !== text.split("}}").length || /\{\{\{|\}\}\}/.test(text)) {
    const at = /\{{3,}|\}{3,}|\{\{(?![^{}]*\}\})|(?<!\{\{[^{}]*)\}\}/.exec(text);
    const place = at === null ? {} : { start: at.index, end: at.index + at[0].length };
    return [{ path, message: "has braces that do not belong together", ...place }];
  }
  const names = namesIn(text);
  const placed = (name: string): Pick<Finding, "start" | "end"> => {
    const place = placeholdersIn(text).find((each) => each.name === name);
    return place === undefined ? {} : { start: place.start, end: place.end };
  };
  if (format === "NAMED") {
    return names
      .filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))
      .map((name) => ({
        path,
        message: `{{${name}}} must be a name in lowercase letters and _`,
        ...placed(name),
      }));
  }
  const wrong = names.find((name) => !/^[1-9]\d*$/.test(name) || Number(name) > names.length);
  if (wrong === undefined) return [];
  return [{ path, message: "its variables must be {{1}}, {{2}}, … without a gap", ...placed(wrong) }];
}

/** In the body: not at an edge, not side by side, and enough words around them. */
export function placementErrors(path: string, text: string): Finding[] {
  const trimmed = text.trim();
  const places = placeholdersIn(trimmed);
  const before = text.length - text.trimStart().length;
  const shifted = (place?: Placeholder): Pick<Finding, "start" | "end"> =>
    place === undefined ? {} : { start: before + place.start, end: before + place.end };
  const errors: Finding[] = [];
  const [first, last] = [places.at(0), places.at(-1)];
  if (first?.start === 0 || last?.end === trimmed.length) {
    const edge = first?.start === 0 ? first : last;
    errors.push({ path, message: "must not begin or end with a variable", ...shifted(edge) });
  }
  const touching = places.find((place, at) => {
    const next = places[at + 1];
    return next !== undefined && trimmed.slice(place.end, next.start).trim() === "";
  });
  if (touching !== undefined) {
    errors.push({ path, message: "has two variables side by side", ...shifted(touching) });
  }
  // Meta gives no formula; fewer words than variables, and one, is what it is seen to refuse (2388293).
  const words = wordsOutside(trimmed);
  if (places.length > 0 && words < places.length + 1) {
    errors.push({ path, message: "has too many variables for so few words" });
  }
  return errors;
}

function wordsOutside(text: string): number {
  return text
    .replaceAll(/\{\{[^}]*\}\}/g, " ")
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** A sample for each variable: `header_text`, `body_text` or their named forms. */
export function sampleErrors(
  path: string,
  part: "header" | "body",
  component: Json,
  format: ParameterFormat,
): Finding[] {
  const names = namesIn(textOf(component["text"]));
  if (names.length === 0) return [];
  const samples = samplesOf(part, component, format);
  const missing = names.filter((name) => (samples.get(name) ?? "") === "");
  const key = format === "NAMED" ? `${part}_text_named_params` : `${part}_text`;
  return missing.map((name) => ({
    path: `${path}/example/${key}`,
    message: `needs a sample for {{${name}}}`,
  }));
}

/** By the variable's name. */
export function samplesOf(
  part: "header" | "body",
  component: Json,
  format: ParameterFormat,
): Map<string, string> {
  const example = fieldsOf(component["example"]);
  if (format === "NAMED") {
    const named = listOf(example[`${part}_text_named_params`]).map(fieldsOf);
    return new Map(named.map(({ param_name, example: sample }) => [textOf(param_name), textOf(sample)]));
  }
  const texts = listOf(example[`${part}_text`]);
  // The body's samples are a list in a list; a flat one is taken as well.
  const list = part === "body" && Array.isArray(texts[0]) ? listOf(texts[0]) : texts;
  return new Map(list.map((sample, at) => [String(at + 1), textOf(sample)]));
}
