// What each row's person is sent: a text or a template's variables, filled from the row.

import type { MessageObject } from "@waypost/contract";
import { compileText, type Rendered, type TextTemplate, type Values } from "./text-template.ts";

export type ContentChoice =
  | { kind: "text"; text: string }
  /** Each variable's value is a text with placeholders of its own. */
  | { kind: "template"; name: string; language: string; variables: Values };

export type Content = (values: Values) => Composed;

export type Composed = { ok: true; message: MessageObject } | { ok: false; reason: string; words: string };

/** Throws a Refusal when the content is wrong for every row. `names` are the variables rows have. */
export function compileContent(choice: ContentChoice, names: readonly string[]): Content {
  if (choice.kind === "text") {
    const template = compileText(choice.text, names);
    return (values) => composeText(template(values));
  }
  const variables = Object.entries(choice.variables).map(
    ([name, text]) => [name, compileText(text, names)] as const,
  );
  return (values) => composeTemplate(choice, variables, values);
}

/** Characters, not UTF-16 units: as the API counts them. */
const textMax = 4_096;

function composeText(rendered: Rendered): Composed {
  if (!rendered.ok) return rendered;
  const { text } = rendered;
  if (text.trim() === "") return refused("empty_text", "The text comes out empty.");
  const length = lengthOf(text, textMax);
  if (length > textMax) {
    return refused("text_too_long", `The text comes out longer than ${textMax} characters.`);
  }
  return { ok: true, message: { type: "text", text: { body: text } } };
}

/** What the API takes for one variable. */
const variableMax = 2_000;

function composeTemplate(
  { name, language }: Extract<ContentChoice, { kind: "template" }>,
  templates: readonly (readonly [string, TextTemplate])[],
  values: Values,
): Composed {
  const variables: Record<string, string> = {};
  for (const [variable, template] of templates) {
    const rendered = template(values);
    if (!rendered.ok) return rendered;
    // Meta refuses line breaks, tabs and more than four spaces inside a parameter (error 132018).
    const text = rendered.text.replaceAll(/\s+/g, " ").trim();
    if (text === "") return refused("empty_text", `The variable ${variable} comes out empty.`);
    if (lengthOf(text, variableMax) > variableMax) {
      return refused(
        "text_too_long",
        `The variable ${variable} comes out longer than ${variableMax} characters.`,
      );
    }
    variables[variable] = text;
  }
  const filled = templates.length === 0 ? {} : { variables };
  return { ok: true, message: { type: "template", template: { name, language, ...filled } } };
}

/** Counting code points costs a copy, which most texts need not pay. */
function lengthOf(text: string, max: number): number {
  return text.length <= max ? text.length : Array.from(text).length;
}

function refused(reason: string, words: string): Composed {
  return { ok: false, reason, words };
}
