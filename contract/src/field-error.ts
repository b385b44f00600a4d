// One thing wrong with a request, and how a check answers: a typed value, or everything that is wrong.

/** `path` is a JSON pointer into the request body. */
export type FieldError = { path: string; message: string };

export type Parsed<Value> = { ok: true; value: Value } | { ok: false; errors: readonly FieldError[] };

/** More help nobody, and a hostile body could ask for thousands. */
export const maxErrors = 20;
