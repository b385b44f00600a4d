// Where a tenant may be in its life, in that order, each with its colour. Pure.
import type { TenantSummary } from "@waypost/contract";
import { namesOf } from "../../api/names-of.ts";
import type { Tone } from "../../parts/status-chip.tsx";

export const toneOf: Readonly<Record<TenantSummary["state"], Tone>> = {
  trial: "wait",
  active: "good",
  suspended: "bad",
  closing: "doubt",
};

export const states = namesOf(toneOf);
