// Reads templates as Graph lists them; what cannot be one of ours is left out of its page.

import { fields } from "../../http/json.ts";
import type { ProviderTemplate, TemplatePage } from "../../template-sync.ts";
import { storable } from "../webhook-json.ts";

/** A page of Graph's list, of this name only unless it is null; null when it is no list. */
export function readPage(body: unknown, name: string | null): { value: TemplatePage } | null {
  const { data, paging } = fields(body);
  if (!Array.isArray(data)) return null;
  const { cursors, next } = fields(paging);
  const after = fields(cursors)["after"];
  const templates = data.flatMap((each) => readTemplate(each) ?? []);
  return {
    value: {
      templates: templates.filter((each) => name === null || each.name === name),
      // The last page has a cursor too, and no next.
      next: typeof next === "string" && typeof after === "string" ? after : null,
    },
  };
}

function readTemplate(value: unknown): ProviderTemplate | null {
  const told = fields(storable(value).value);
  const { name, language, status, category, components, parameter_format: format } = told;
  const id = readId(told["id"]);
  if (id === null || typeof name !== "string" || !/^[a-z0-9_]{1,512}$/.test(name)) return null;
  if (typeof language !== "string" || typeof status !== "string" || typeof category !== "string") return null;
  const ttl = told["message_send_ttl_seconds"];
  const reason = word(told["rejected_reason"]);
  return {
    id,
    name,
    language,
    status,
    category,
    parameterFormat: format === "NAMED" ? "NAMED" : "POSITIONAL",
    components: Array.isArray(components) ? components.map(fields) : [],
    ttlSeconds: typeof ttl === "number" && Number.isInteger(ttl) ? ttl : null,
    rejectionReason: reason === "NONE" ? null : reason,
    previousCategory: word(told["previous_category"]),
    correctCategory: word(told["correct_category"]),
    quality: word(fields(told["quality_score"])["score"]),
  };
}

/** Ids are digits, and come as numbers in some answers. */
export function readId(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^\d{1,32}$/.test(text) ? text : null;
}

function word(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 64) : null;
}
