// From what Meta would not do to the problem a request ends in.

import { errorDictionary } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import type { Asked, TransportError } from "../transports/transport.ts";

/** The answer, or an AppError that repeats Meta's code and words. */
export function answered<T>(asked: Asked<T>): T {
  if (asked.ok) return asked.value;
  throw problemOf(asked.error);
}

export function problemOf({ code, providerCode, detail }: TransportError): AppError {
  const said = providerCode === null ? detail : `Meta answered with code ${providerCode}: ${detail}`;
  // What passes by itself is worth another try; all else is for whoever asked.
  return new AppError(errorDictionary[code].retryable ? "provider_unreachable" : "provider_refused", said);
}

export function unanswered(detail: string): AppError {
  return new AppError("provider_refused", detail);
}
