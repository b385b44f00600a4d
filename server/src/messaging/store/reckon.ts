// How statements turn waits into times and back: on the database's clock, because processes' clocks may be off.

/** When `of`'s `due_in_ms` will be over, reckoned from when the statement came; null for null. */
export function dueIn(of: string): string {
  return `statement_timestamp() + ${of}.due_in_ms * interval '1 ms'`;
}

/** What is left of `of`'s time to live; null for what does not expire. */
export function expiresIn(of: string): string {
  return `(extract(epoch from ${of}.expires_at - statement_timestamp()) * 1000)::float8 as expires_in_ms`;
}
