// Fills a template from `variables`: checks that each is there, known and fit for its place, then writes components.

import type { FieldError, TemplateComponent, TemplateVariable } from "@waypost/contract";
import { textOf } from "../json.ts";
import { replaced } from "../placeholders.ts";
import { componentOf, type Content } from "../template.ts";
import type { Part } from "./part.ts";
import { partsOf } from "./parts.ts";
import { valueProblem } from "./value-problem.ts";

export type Variables = Readonly<Record<string, string>>;

export type Filled =
  | { ok: true; components: TemplateComponent[] }
  | { ok: false; errors: readonly FieldError[] };

/** What `variables` may hold for this template, each name once. */
export function variablesOf(content: Content): TemplateVariable[] {
  const slots = partsOf(content).flatMap((part) => part.slots);
  return [...new Map(slots.map((slot) => [slot.name, slot])).values()];
}

/** `path` is where the variables stand in the request. */
export function fillTemplate(content: Content, variables: Variables, path: string): Filled {
  const parts = partsOf(content);
  const errors = [
    ...variableErrors(content, parts, variables, path),
    ...textErrors(content, variables, path),
  ];
  if (errors.length > 0) return { ok: false, errors };
  const valueOf = (name: string): string | undefined => valueIn(variables, name);
  return { ok: true, components: parts.flatMap((part) => part.fill(valueOf) ?? []) };
}

function valueIn(variables: Variables, name: string): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

function variableErrors(
  content: Content,
  parts: readonly Part[],
  variables: Variables,
  path: string,
): FieldError[] {
  if (parts.some((part) => part.needsComponents === true)) {
    return [{ path, message: "cannot fill the products of this template's buttons; give components" }];
  }
  const slots = new Map(parts.flatMap((part) => part.slots).map((slot) => [slot.name, slot]));
  const missing = [...slots.values()]
    .filter(({ name, required }) => required && valueIn(variables, name) === undefined)
    .map(({ name, in: place }) => ({
      path: `${path}/${name}`,
      message: `is required by the template's ${place}`,
    }));
  const unknown = Object.keys(variables)
    .filter((name) => !slots.has(name))
    .map((name) => ({ path: `${path}/${name}`, message: "is no variable of this template" }));
  const unfit = [...slots.values()].flatMap((slot) => {
    const value = valueIn(variables, slot.name);
    const problem = value === undefined ? null : valueProblem(slot, value, content.category);
    return problem === null ? [] : [{ path: `${path}/${slot.name}`, message: problem }];
  });
  return [...missing, ...unknown, ...unfit];
}

/** With everything in place the texts keep their limits (132005). */
function textErrors(content: Content, variables: Variables, path: string): FieldError[] {
  const lengthOf = (type: string, nameOf: (name: string) => string): number => {
    const text = textOf(componentOf(content, type)?.["text"]);
    return replaced(text, (name) => valueIn(variables, nameOf(name))).length;
  };
  const header =
    content.parameterFormat === "NAMED" ? (name: string) => name : (name: string) => `header_${name}`;
  const errors: FieldError[] = [];
  if (lengthOf("BODY", (name) => name) > 1024) {
    errors.push({ path, message: "make the body longer than 1024 characters" });
  }
  if (lengthOf("HEADER", header) > 60) {
    errors.push({ path, message: "make the header longer than 60 characters" });
  }
  return errors;
}
