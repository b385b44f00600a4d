// Whether a value fits the place a template has for it, by what Meta takes there.

import type { TemplateVariable } from "@waypost/contract";

/** In words that follow the variable's path, or null. */
export function valueProblem({ kind }: TemplateVariable, value: string, category: string): string | null {
  if (value === "") return "must not be empty";
  switch (kind) {
    case "text":
      return category === "AUTHENTICATION" ? codeProblem(value) : textProblem(value);
    case "image":
    case "video":
    case "document":
      return /^(https?:\/\/\S{1,2000}|\d{1,32})$/.test(value)
        ? null
        : "must be an http or https address, or the id of an uploaded file";
    case "location":
      return /^-?\d{1,3}(\.\d{1,15})?$/.test(value) && Math.abs(Number(value)) <= 180
        ? null
        : "must be degrees, such as 9.9312";
    case "url_suffix":
      return /\s/.test(value) ? "must not have spaces: it ends an address" : null;
    case "coupon_code":
      return /^[A-Za-z0-9]{1,15}$/.test(value) ? null : "must be 1 to 15 letters and digits";
    case "payload":
      return value.length <= 256 ? null : "must not have more than 256 characters";
    case "instant":
      return isInstant(value) ? null : "must be an RFC 3339 time with a zone, such as 2026-12-31T18:00:00Z";
  }
}

/** Meta refuses these in a parameter ("Template components"). */
function textProblem(value: string): string | null {
  return /[\n\r\t]| {5,}/.test(value)
    ? "must not have line breaks, tabs or more than four spaces in a row"
    : null;
}

/** At most 15 characters, no link and no emoji. */
function codeProblem(value: string): string | null {
  return /^[\x21-\x7e]{1,15}$/.test(value) && !value.includes("://")
    ? null
    : "must be a code of at most 15 letters, digits and signs";
}

function isInstant(value: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
