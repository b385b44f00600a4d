// What is found in a template that somebody writes: where it is, down to the letters, and what is to be done.

import type { FieldError, TemplateFinding } from "@waypost/contract";

export type Finding = TemplateFinding;

/** As a refused request tells it. */
export function asFieldErrors(findings: readonly Finding[]): FieldError[] {
  return findings.map(({ path, message }) => ({ path, message }));
}
