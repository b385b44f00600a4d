// Reads fields of a form; a field that is not what it should be is refused by its name. Pure.

import { AppError } from "../../kernel/errors.ts";

export type Form = Readonly<Record<string, unknown>>;

export function formOf(body: unknown): Form {
  return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : {};
}

/** Null when it is absent or empty, which to Twilio's clients is the same. */
export function fieldOf(form: Form, name: string): string | null {
  const value = form[name];
  if (value === undefined || value === "") return null;
  if (typeof value === "string") return value;
  throw badField(name, "is given more than once");
}

export function fieldsOf(form: Form, name: string): string[] {
  const value = form[name];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === "string" && one !== "") as string[];
}

export function badField(name: string, message: string): AppError {
  return new AppError("invalid_request", `${name} ${message}.`, { errors: [{ path: `/${name}`, message }] });
}
