// Errors a request may end in: one class, carrying a code of the error dictionary.

import { type ErrorCode, errorDictionary, type Problem } from "@waypost/contract";

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  /** `detail` is shown to the caller: what was wrong with this request, in words. */
  constructor(
    code: ErrorCode,
    detail: string,
    more: { errors?: readonly FieldError[]; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.name = "AppError";
    this.code = code;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }
}

/** `path` is a JSON pointer into the request body, or `query.name`, `header.name`. */
export type FieldError = { path: string; message: string };

/** The problem document of an error, without its request. `type` is a path under the product's own URL. */
export function problemOf(error: AppError): Omit<Problem, "request_id"> {
  const entry = errorDictionary[error.code];
  return {
    type: `/v1/errors/${error.code}`,
    title: entry.title,
    status: entry.status ?? 500,
    detail: error.message,
    code: error.code,
    retryable: entry.retryable,
    maybe_sent: entry.maybe_sent,
    ...(error.errors.length > 0 ? { errors: error.errors.map((field) => ({ ...field })) } : {}),
  };
}
