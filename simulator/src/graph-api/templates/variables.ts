// Variables of a new template: named or numbered rightly, well placed, each with an example.
import type { JsonObject } from "../../json.ts";
import { isObject } from "../../json.ts";
import { variablesOf } from "../../template-variables.ts";
import { templateError } from "./template-error.ts";

type Part = "header" | "body";

/** `{{1}}`, `{{2}}` … without gaps, or lowercase names; digits in names are allowed (unverified). */
export function checkVariableNames(text: string, named: boolean, part: Part) {
  const variables = variablesOf(text);
  const good = named
    ? variables.every((name) => /^[a-z][a-z0-9_]*$/.test(name))
    : variables.toSorted((a, b) => Number(a) - Number(b)).every((name, at) => name === String(at + 1));
  const unbalanced = text.split("{{").length !== text.split("}}").length;
  if (good && !unbalanced) return;
  throw templateError(
    part,
    named ? "Variables are lowercase names." : "Variables are numbered from {{1}} on.",
  );
}

export function checkBodyVariables(text: string) {
  const trimmed = text.trim();
  if (/^\{\{[^}]*\}\}/.test(trimmed) || /\{\{[^}]*\}\}$/.test(trimmed)) {
    throw templateError("edges", "Variables can't be at the start or end of the template.");
  }
  if (/\}\}\s*\{\{/.test(text)) throw templateError("body", "Variables can't stand next to each other.");
  const count = variablesOf(text).length;
  const words = text
    .replace(/\{\{[^}]*\}\}/g, " ")
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  // Meta gives no formula; fewer words than variables, and one, is what it is seen to refuse.
  if (count > 0 && words < count + 1) {
    throw templateError("ratio", "This template has too many variables for its length.");
  }
}

type Examples = { example: JsonObject; named: boolean };

export function checkExamples(part: Part, variables: readonly string[], { example, named }: Examples) {
  if (variables.length === 0) return;
  const given = named
    ? namedExamples(example[`${part}_text_named_params`])
    : numberedExamples(example[`${part}_text`]);
  const complete = named
    ? variables.every((name) => given.includes(name))
    : given.length === variables.length;
  if (!complete) throw templateError("examples", `Every variable of the ${part} needs an example.`);
}

function namedExamples(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(isObject).map((each) => String(each["param_name"])) : [];
}

/** The body's examples are a list of lists, the header's a plain list. */
function numberedExamples(value: unknown): unknown[] {
  if (!Array.isArray(value)) return [];
  const first: unknown = value[0];
  return Array.isArray(first) ? first : value;
}
