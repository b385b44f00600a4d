// The statuses of a campaign, in the order of its life, each with its colour. Pure.
import { namesOf } from "../../api/names-of.ts";
import type { Tone } from "../../parts/status-chip.tsx";
import type { CampaignStatus } from "./filters.ts";

export const toneOf: Readonly<Record<CampaignStatus, Tone>> = {
  draft: "quiet",
  scheduled: "wait",
  running: "busy",
  paused: "doubt",
  finished: "good",
  canceled: "quiet",
};

export const campaignStatuses = namesOf(toneOf);
