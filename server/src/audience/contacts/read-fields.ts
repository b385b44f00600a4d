// What a request says about a person's own fields, checked and written as we keep them.

import type { UpdateContact } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { AppError, type FieldError } from "../../kernel/errors.ts";
import type { AttributeValue } from "../attributes/attribute.ts";
import { checkAttributes } from "../attributes/check-attributes.ts";
import { readDefinitions } from "../attributes/read-definitions.ts";
import { tagsOf } from "../tags/tag.ts";
import { languageOf, timeZoneOf } from "./locality.ts";
import type { ContactInput } from "./upsert-rules.ts";

export type ContactFields = Pick<ContactInput, "name" | "language" | "timeZone"> & {
  attributes: Record<string, AttributeValue | null>;
  tags: string[] | undefined;
};

/** Throws one AppError that names everything that is wrong. */
export async function readFields(tx: Tx, tenantId: string, body: UpdateContact): Promise<ContactFields> {
  const problems: FieldError[] = [];
  const kept = (path: string, text: string | null | undefined, read: (text: string) => string | null) => {
    if (text === null || text === undefined) return text;
    const value = read(text);
    if (value === null) problems.push({ path, message: `is none that is known` });
    return value;
  };
  const { values, problems: wrong } =
    body.attributes === undefined
      ? { values: {}, problems: [] }
      : checkAttributes(await readDefinitions(tx, tenantId), body.attributes, "json", "/attributes");
  const fields = {
    name: body.name,
    language: kept("/language", body.language, languageOf),
    timeZone: kept("/time_zone", body.time_zone, timeZoneOf),
    attributes: values,
    tags: body.tags === undefined ? undefined : tagsOf(body.tags, "/tags"),
  };
  const errors = [...problems, ...wrong];
  if (errors.length > 0) throw new AppError("invalid_request", "Some values are refused.", { errors });
  return fields;
}
