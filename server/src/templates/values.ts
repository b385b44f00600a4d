// The values that fill a template: what a message gives, and what stands in for what it does not.

import type { TemplateVariable } from "@waypost/contract";

/** By name: what a variable is shown with where there is no message, and what it is when a message gives nothing. */
export type VariableValues = Readonly<Record<string, { sample?: string; fallback?: string }>>;

export type TemplateValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

export type GivenValue = string | number | boolean;

/**
 * Blank is missing: a provider refuses an empty value, and nobody wants to be greeted as "Hello ,". `false` is a value:
 * a condition may ask for it.
 */
export function valueOr(
  values: TemplateValues,
  fallbacks: ReadonlyMap<string, string>,
  name: string,
): GivenValue | undefined {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  const isGiven = value !== null && value !== undefined && (typeof value !== "string" || value.trim() !== "");
  return isGiven ? value : fallbacks.get(name);
}

export function fallbacksOf(values: VariableValues): Map<string, string> {
  return new Map(
    Object.entries(values).flatMap(([name, { fallback }]) =>
      fallback === undefined || fallback.trim() === "" ? [] : [[name, fallback] as const],
    ),
  );
}

export function samplesIn(values: VariableValues): Map<string, string> {
  return new Map(
    Object.entries(values).flatMap(([name, { sample }]) =>
      sample === undefined ? [] : [[name, sample] as const],
    ),
  );
}

/** With the sample and the fallback that people gave. */
export function describedVariables(
  variables: Iterable<TemplateVariable>,
  values: VariableValues,
): TemplateVariable[] {
  const [samples, fallbacks] = [samplesIn(values), fallbacksOf(values)];
  return Array.from(variables, (variable) => {
    const fallback = fallbacks.get(variable.name);
    return {
      ...variable,
      example: samples.get(variable.name) ?? variable.example,
      ...(fallback === undefined ? {} : { fallback }),
    };
  });
}
