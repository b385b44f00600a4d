// Fills a template from values: checks that each is there, known and fit for its place, then writes components.

import type { FieldError, TemplateComponent, TemplateVariable } from "@waypost/contract";
import { textOf } from "../json.ts";
import { placeholdersIn } from "../placeholders.ts";
import { componentOf, type Content } from "../template.ts";
import type { Part, ValueOf } from "./part.ts";
import { partsOf } from "./parts.ts";
import { valueProblem } from "./value-problem.ts";

export type Variables = Readonly<Record<string, string>>;
export type Filled =
  | { ok: true; components: TemplateComponent[] }
  | { ok: false; errors: readonly FieldError[]; missing: readonly string[] };

/** A template whose parts have been read once, for as many messages as there are. */
export type Filling = {
  /** What may be filled, each name once. */
  slots: ReadonlyMap<string, TemplateVariable>;
  /** `path` is where the values stand in the request. Names that the template does not have are not looked at. */
  fill(valueOf: ValueOf, path: string): Filled;
};

export function compileFilling(content: Content): Filling {
  const parts = partsOf(content);
  const slots = new Map(parts.flatMap((part) => part.slots).map((slot) => [slot.name, slot]));
  const lengths = lengthRules(content);
  const isBeyondTexts = parts.some((part) => part.needsComponents === true);
  return {
    slots,
    fill: (valueOf, path) => {
      if (isBeyondTexts) {
        const message = "cannot fill the products of this template's buttons; give components";
        return { ok: false, missing: [], errors: [{ path, message }] };
      }
      const { errors, missing } = slotErrors(slots, valueOf, { path, category: content.category });
      for (const rule of lengths) {
        if (lengthOf(rule, valueOf) > rule.max) errors.push({ path, message: rule.message });
      }
      if (errors.length > 0) return { ok: false, errors, missing };
      return { ok: true, components: componentsWith(parts, valueOf) };
    },
  };
}

/** What `variables` may hold for this template, each name once. */
export function variablesOf(content: Content): TemplateVariable[] {
  return [...compileFilling(content).slots.values()];
}

/** As a request gives them: a name that the template does not have is an error too. */
export function fillTemplate(content: Content, variables: Variables, path: string): Filled {
  return fillFrom(compileFilling(content), variables, path);
}

export function fillFrom(filling: Filling, variables: Variables, path: string): Filled {
  const unknown = unknownNames(filling.slots, variables, path);
  const filled = filling.fill((name) => valueIn(variables, name), path);
  if (unknown.length === 0) return filled;
  return filled.ok
    ? { ok: false, errors: unknown, missing: [] }
    : { ok: false, errors: [...filled.errors, ...unknown], missing: filled.missing };
}

export function unknownNames(
  slots: ReadonlyMap<string, unknown>,
  values: Readonly<Record<string, unknown>>,
  path: string,
): FieldError[] {
  return Object.keys(values)
    .filter((name) => !slots.has(name))
    .map((name) => ({ path: `${path}/${name}`, message: "is no variable of this template" }));
}

export function valueIn<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function componentsWith(parts: readonly Part[], valueOf: ValueOf): TemplateComponent[] {
  const components: TemplateComponent[] = [];
  for (const part of parts) {
    const component = part.fill(valueOf);
    if (component !== null) components.push(component);
  }
  return components;
}

function slotErrors(
  slots: ReadonlyMap<string, TemplateVariable>,
  valueOf: ValueOf,
  { path, category }: { path: string; category: string },
): { errors: FieldError[]; missing: string[] } {
  const [errors, missing]: [FieldError[], string[]] = [[], []];
  for (const slot of slots.values()) {
    const { name } = slot;
    const value = valueOf(name);
    if (value === undefined) {
      if (!slot.required) continue;
      missing.push(name);
      errors.push({ path: `${path}/${name}`, message: `is required by the template's ${slot.in}` });
    } else {
      const problem = valueProblem(slot, value, category);
      if (problem !== null) errors.push({ path: `${path}/${name}`, message: problem });
    }
  }
  return { errors, missing };
}

type LengthRule = {
  fixed: number;
  places: readonly { name: string; written: number }[];
  max: number;
  message: string;
};

/** With everything in place the texts keep their limits (132005). */
function lengthRules(content: Content): LengthRule[] {
  const isNamed = content.parameterFormat === "NAMED";
  const rule = (type: string, prefix: string, max: number): LengthRule[] => {
    const text = textOf(componentOf(content, type)?.["text"]);
    const places = placeholdersIn(text).map(({ name, start, end }) => ({
      name: prefix + name,
      written: end - start,
    }));
    const fixed = text.length - places.reduce((sum, { written }) => sum + written, 0);
    const message = `make the ${type.toLowerCase()} longer than ${max} characters`;
    return places.length === 0 ? [] : [{ fixed, places, max, message }];
  };
  return [...rule("BODY", "", 1024), ...rule("HEADER", isNamed ? "" : "header_", 60)];
}

function lengthOf({ fixed, places }: LengthRule, valueOf: ValueOf): number {
  let length = fixed;
  for (const { name, written } of places) length += valueOf(name)?.length ?? written;
  return length;
}
