// The statuses of a message, in the order of its life, each with its colour. Pure.
import { namesOf } from "../../api/names-of.ts";
import type { Tone } from "../../parts/status-chip.tsx";
import type { Status } from "./filters.ts";

export const toneOf: Readonly<Record<Status, Tone>> = {
  scheduled: "wait",
  queued: "wait",
  sending: "busy",
  sent: "busy",
  delivered: "good",
  read: "good",
  played: "good",
  failed: "bad",
  expired: "bad",
  canceled: "quiet",
  skipped: "quiet",
  unknown: "doubt",
};

export const statuses = namesOf(toneOf);
