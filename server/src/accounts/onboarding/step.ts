// One step of a number's onboarding: what was found, and what somebody has to do about it.

import { type ErrorCode, errorDictionary, type OnboardingStep } from "@waypost/contract";
import type { TransportError } from "../../transports/transport.ts";

export type StepName = OnboardingStep["step"];

/** In the order in which they build on each other. */
export const stepNames: readonly StepName[] = [
  "token",
  "account",
  "number",
  "registration",
  "subscription",
  "webhook",
  "templates",
  "test_message",
];

export function done(step: StepName, detail: string): OnboardingStep {
  return { step, state: "done", code: null, detail, remedy: null };
}

export function failed(step: StepName, code: ErrorCode, detail: string, remedy?: string): OnboardingStep {
  return { step, state: "failed", code, detail, remedy: remedy ?? errorDictionary[code].remedy };
}

/** Nothing is wrong yet: it needs something of somebody, or an earlier step. */
export function waiting(step: StepName, detail: string, remedy: string | null): OnboardingStep {
  return { step, state: "waiting", code: null, detail, remedy };
}

/** What Meta refused, in its own words and with its code, which is what one looks up there. */
export function refusedBy(step: StepName, { code, providerCode, detail }: TransportError): OnboardingStep {
  const said = providerCode === null ? detail : `Meta answered with code ${providerCode}: ${detail}`;
  return failed(step, code, said);
}

/** Everything after a step that failed. */
export function waitingFor(step: StepName): OnboardingStep[] {
  const rest = stepNames.slice(stepNames.indexOf(step) + 1);
  return rest.map((name) => waiting(name, `It is looked at once the step \`${step}\` is done.`, null));
}
