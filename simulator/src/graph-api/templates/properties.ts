// Category and lifetime of a template (Meta: templates).
import type { Template } from "../../business/index.ts";
import { badParameter } from "../graph-error.ts";
import { templateError } from "./template-error.ts";

type Category = Template["category"];

export function readCategory(value: unknown): Category {
  const category = typeof value === "string" ? value.toUpperCase() : "";
  if (category === "MARKETING" || category === "UTILITY" || category === "AUTHENTICATION") return category;
  throw badParameter("Param category must be one of {UTILITY, MARKETING, AUTHENTICATION}.");
}

const TTL_SECONDS: Readonly<Record<Category, readonly [min: number, max: number]>> = {
  AUTHENTICATION: [30, 900],
  UTILITY: [30, 43_200],
  MARKETING: [43_200, 2_592_000],
};

/** -1 stands for 30 days, except for marketing. */
export function readTtl(value: unknown, category: Category): number | null {
  if (value === undefined || value === null) return null;
  const seconds = Number(value);
  if (seconds === -1 && category !== "MARKETING") return seconds;
  const [min, max] = TTL_SECONDS[category];
  if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds;
  throw templateError("other", `message_send_ttl_seconds must be from ${min} to ${max} for ${category}.`);
}
