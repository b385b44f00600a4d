// One version of a template made ready for many recipients: read once, then a message for each set of values.

import type {
  FieldError,
  MessageObject,
  ParameterFormat,
  TemplateKind,
  TemplateVariable,
} from "@waypost/contract";
import { compileFilling } from "./filling/fill-template.ts";
import type { Json } from "./json.ts";
import { compileLocal } from "./local/compile-local.ts";
import {
  describedVariables,
  fallbacksOf,
  type TemplateValues,
  valueOr,
  type VariableValues,
} from "./values.ts";

/** What a version says. The same number of the same template says the same for ever. */
export type TemplateVersion = {
  kind: TemplateKind;
  id: string;
  name: string;
  language: string;
  version: number;
  /** Of its template: Meta's word, or DRAFT, APPROVED and DELETED for a local one. */
  status: string;
  category: string;
  parameterFormat: ParameterFormat;
  components: readonly Json[];
  variables: VariableValues;
};

export type CompiledTemplate = {
  /** What may be filled, with samples and fallbacks. */
  variables: readonly TemplateVariable[];
  /** Required and without a fallback: what each recipient has to bring along. */
  withoutFallback: readonly string[];
  /** How many different texts its choices can say. */
  variations: number;
  /**
   * Pure. Values of other names are not looked at; blank ones are missing and take the fallback. The same `seed` makes
   * the same choices: name the campaign and the recipient in it.
   */
  render(values: TemplateValues, seed: string): RenderedTemplate;
};

/** `missing`: the names that had neither a value nor a fallback; paths of `errors` begin with `/variables`. */
export type RenderedTemplate =
  | { ok: true; body: MessageObject }
  | { ok: false; missing: readonly string[]; errors: readonly FieldError[] };

export function compileTemplate(version: TemplateVersion): CompiledTemplate {
  return version.kind === "local" ? compileOurs(version) : compileMetas(version);
}

const path = "/variables";

function compileMetas(version: TemplateVersion): CompiledTemplate {
  const filling = compileFilling(version);
  const fallbacks = fallbacksOf(version.variables);
  const { name, language } = version;
  return {
    ...described(filling.slots.values(), version.variables, fallbacks),
    variations: 1,
    render: (values) => {
      const valueOf = (each: string): string | undefined => {
        const value = valueOr(values, fallbacks, each);
        return value === undefined ? undefined : String(value);
      };
      const filled = filling.fill(valueOf, path);
      if (!filled.ok) return filled;
      const { components } = filled;
      const template = components.length === 0 ? { name, language } : { name, language, components };
      return { ok: true, body: { type: "template", template } };
    },
  };
}

function compileOurs(version: TemplateVersion): CompiledTemplate {
  const { compiled, findings } = compileLocal(version.components);
  const fallbacks = fallbacksOf(version.variables);
  if (compiled === null) {
    // It was checked when it was written; a newer release wrote what this one cannot read.
    return {
      variables: [],
      withoutFallback: [],
      variations: 0,
      render: () => ({ ok: false, missing: [], errors: findings }),
    };
  }
  return {
    ...described(compiled.variables, version.variables, fallbacks),
    variations: compiled.variations,
    render: (values, seed) => {
      const rendered = compiled.render((each) => valueOr(values, fallbacks, each), seed, path);
      return rendered.ok ? { ok: true, body: rendered.message } : rendered;
    },
  };
}

function described(
  variables: Iterable<TemplateVariable>,
  values: VariableValues,
  fallbacks: ReadonlyMap<string, string>,
): Pick<CompiledTemplate, "variables" | "withoutFallback"> {
  const all = describedVariables(variables, values);
  return {
    variables: all,
    withoutFallback: all
      .filter(({ name, required }) => required && !fallbacks.has(name))
      .map(({ name }) => name),
  };
}
