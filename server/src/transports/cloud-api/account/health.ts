// Reads `health_status`, which Meta puts on numbers, accounts and templates: whether one can send, and what stands
// in the way.

import { fields, words } from "../../http/json.ts";
import { type Health, type HealthProblem, readWord } from "./fact.ts";

export function readHealth(value: unknown): Health | null {
  const { can_send_message: canSend, entities } = fields(value);
  const state = readWord(canSend);
  if (state === null) return null;
  const list = Array.isArray(entities) ? entities.slice(0, entitiesMax).map(fields) : [];
  const portfolio = list.find((entity) => entity["entity_type"] === "BUSINESS");
  return {
    canSend: state,
    portfolioId: readId(portfolio?.["id"]),
    problems: list.flatMap(problemsOf).slice(0, problemsMax),
  };
}

/** A handful in Meta's documents; a stranger's answer is kept within a row. */
const entitiesMax = 50;
const problemsMax = 20;

function problemsOf(entity: Readonly<Record<string, unknown>>): HealthProblem[] {
  const about = {
    entity: readWord(entity["entity_type"]) ?? "UNKNOWN",
    canSend: readWord(entity["can_send_message"]) ?? "UNKNOWN",
  };
  const errors = Array.isArray(entity["errors"]) ? entity["errors"].map(fields) : [];
  const told = Array.isArray(entity["additional_info"]) ? entity["additional_info"] : [];
  return [
    ...errors.map((error) => ({
      ...about,
      code: typeof error["error_code"] === "number" ? String(error["error_code"]) : null,
      description: words(error["error_description"]) ?? "Meta gives no reason.",
      solution: words(error["possible_solution"]),
    })),
    ...told.flatMap((text) => {
      const description = words(text);
      return description === null ? [] : [{ ...about, code: null, description, solution: null }];
    }),
  ];
}

export function readId(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^\d{1,32}$/.test(text) ? text : null;
}
