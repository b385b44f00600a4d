// What is wrong with a template that is being written, and what is doubtful: nothing is stored, and nobody is asked.

import type { LintAnswer, ParameterFormat, TemplateKind, TemplateVariable } from "@waypost/contract";
import { compileFilling } from "./filling/fill-template.ts";
import { valueProblem } from "./filling/value-problem.ts";
import type { Finding } from "./findings.ts";
import { marketingWarnings, warningsOf } from "./lint.ts";
import { compileLocal } from "./local/compile-local.ts";
import type { Content, Draft } from "./template.ts";
import { templateErrors } from "./template-errors.ts";
import { describedVariables, fallbacksOf } from "./values.ts";

export type Writing = { kind: TemplateKind; parameterFormat: ParameterFormat; draft: Draft };

export function checkContent({ kind, parameterFormat, draft }: Writing): LintAnswer {
  const { category, components, ttl_seconds: ttlSeconds, variables: values = {} } = draft;
  const content: Content = { category, parameterFormat, components };
  const checked =
    kind === "local"
      ? checkLocal(content, ttlSeconds)
      : {
          errors: templateErrors(content, ttlSeconds),
          warnings: warningsOf(content),
          variables: [...compileFilling(content).slots.values()],
          variations: 1,
        };
  const fallbackErrors = checked.errors.length > 0 ? [] : errorsInValues(checked.variables, draft);
  return {
    ...checked,
    errors: [...checked.errors, ...fallbackErrors],
    variables: describedVariables(checked.variables, values),
  };
}

/** Before a campaign: whom it would leave out. Nobody gets somebody else's code. */
export function fallbackWarnings({ draft }: Writing, variables: readonly TemplateVariable[]): Finding[] {
  if (draft.category === "AUTHENTICATION") return [];
  return variables
    .filter(({ required, fallback }) => required && fallback === undefined)
    .map(({ name }) => ({
      path: `/variables/${name}`,
      message: "has no fallback: a campaign leaves out whoever has no value for it",
    }));
}

/** A number that says one text to many is soon taken for what it is (docs/number-protection.md). */
const variationsMin = 10;

function checkLocal(content: Content, ttlSeconds: number | null): LintAnswer {
  const { compiled, findings } = compileLocal(content.components);
  const errors = [...findings];
  if (content.category === "AUTHENTICATION") {
    errors.push({
      path: "/category",
      message: "must be MARKETING or UTILITY: codes are sent by Meta's templates",
    });
  }
  if (ttlSeconds !== null) {
    errors.push({
      path: "/message_send_ttl_seconds",
      message: "is for Meta's templates; give the message a ttl",
    });
  }
  const warnings = marketingWarnings(content);
  const variations = compiled?.variations ?? 0;
  if (compiled !== null && content.category === "MARKETING" && variations < variationsMin) {
    const many = variations === 1 ? "1 text" : `${variations} different texts`;
    warnings.push({
      path: "/components",
      message: `says ${many} only: with {Hello|Hi} and the like, write ${variationsMin} or more`,
    });
  }
  return { errors, warnings, variables: [...(compiled?.variables ?? [])], variations };
}

function errorsInValues(
  variables: readonly TemplateVariable[],
  { category, variables: values = {} }: Draft,
): Finding[] {
  const known = new Map(variables.map((variable) => [variable.name, variable]));
  const unknown = Object.keys(values)
    .filter((name) => !known.has(name))
    .map((name) => ({ path: `/variables/${name}`, message: "is no variable of this template" }));
  const unfit = [...fallbacksOf(values)].flatMap(([name, fallback]) => {
    const variable = known.get(name);
    const problem = variable === undefined ? null : valueProblem(variable, fallback, category);
    return problem === null ? [] : [{ path: `/variables/${name}/fallback`, message: problem }];
  });
  return [...unknown, ...unfit];
}
