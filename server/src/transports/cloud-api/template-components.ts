// Turns template variables into Meta's body component; headers and buttons need the template, so
// senders of those
// give components.

import type { TemplateComponent } from "@waypost/contract";

type Variables = Readonly<Record<string, string>>;

/** "1", "2", … fill a positional template in order; any other names fill a named one. */
export function templateComponents(variables: Variables): TemplateComponent[] {
  const names = Object.keys(variables);
  if (names.length === 0) return [];
  return [{ type: "body", parameters: isPositional(names) ? positional(variables) : named(variables) }];
}

type Parameters = Extract<
  TemplateComponent,
  { type: "header" | "body" | "limited_time_offer" }
>["parameters"];

function isPositional(names: readonly string[]): boolean {
  return names.every((name) => /^[1-9]\d*$/.test(name));
}

function positional(variables: Variables): Parameters {
  const inOrder = Object.entries(variables).toSorted(([one], [other]) => Number(one) - Number(other));
  return inOrder.map(([, text]) => ({ type: "text", text }));
}

function named(variables: Variables): Parameters {
  return Object.entries(variables).map(([name, text]) => ({
    type: "text",
    parameter_name: name,
    text,
  }));
}
