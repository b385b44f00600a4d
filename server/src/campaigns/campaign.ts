// What a campaign is: its parts as they are stored, and from which states it goes to which. Pure.

import type {
  CampaignAudience,
  CampaignFollowUp,
  CampaignRate,
  CampaignSchedule,
  CampaignStops,
  CampaignTemplate,
  MessageCategory,
  MessageObject,
} from "@waypost/contract";
import type { Verdict } from "./winner.ts";

/** A template for all, or one message for all. */
export type Content = {
  template: CampaignTemplate | null;
  message: MessageObject | null;
  category: MessageCategory;
  ttl_seconds: number | null;
};

/** A sender by its uuid; who weighs twice as much gets twice as many people. */
export type Share = { id: string; weight: number };

/** The zone is always there: the tenant's, where nobody named one. */
export type Schedule = CampaignSchedule & { time_zone: string };

export type Pace = {
  rate: CampaignRate | null;
  /** `{}`: none for this campaign; null: the tenant's. */
  quiet_hours: { from?: string; to?: string } | null;
};

/** How people are treated beyond the one message. */
export type Ways = {
  track_links?: boolean;
  stop_on_reply?: boolean;
  follow_up?: CampaignFollowUp | null;
  /** The import that fills its list. */
  import_id?: string;
};

export type Audience = CampaignAudience;
export type Stops = CampaignStops;

/** Why it stands still, as a code and in words. */
export type Standstill = { code: string; detail: string };

/** What it waits for now. `until`: when that ends, if that is known. */
export type Brake = Standstill & { until: string | null };

/** Who has won an A/B test, and how far those who waited have been let go: the last contact; null when all are. */
export type Winner = Verdict & { at: string; released_to: string | null };

/** How far a follow-up has looked through those who were written to. Messages, in the order they were queued in. */
export type Gathered = {
  /** The last that was looked at in this round. */
  after: string | null;
  /** The earliest of which it is too soon to say, in this round. */
  low: string | null;
  /** When the next round begins; null while one is under way. */
  at: string | null;
};

/** What is tried again: failures with one of these codes (null: all) that are older than `before`. */
export type Retry = {
  codes: readonly string[] | null;
  before: string;
  until: string | null;
  /** The last message that was looked at. */
  after: string | null;
};

export type Move = "pause" | "resume" | "cancel";

/** So far ahead of their time messages are queued. */
const aheadSeconds = 60;

/**
 * How many messages of a campaign may wait in one sender's lane: what the number sends in a minute. Fewer, and a
 * number stands still when the control process is away for a moment; more, and a late word (an opt-out, a winner, a
 * pause) comes too late for them.
 */
export function windowOf(ratePerSecond: number): number {
  return Math.min(5_000, Math.max(50, Math.ceil(ratePerSecond * aheadSeconds)));
}

/** How many may be queued now, from when on they are due, and how far apart. */
export type Pacing = { count: number; spacingMs: number; fromMs: number };

/** Under the campaign's own rate; `pacedTo`: until when it is used up. */
export function allowance(rate: CampaignRate | null, pacedTo: Date | null, now: Date): Pacing {
  const fromMs = Math.max(now.getTime(), pacedTo?.getTime() ?? 0);
  if (rate === null) return { count: Number.MAX_SAFE_INTEGER, spacingMs: 0, fromMs: now.getTime() };
  const spacingMs = spacingOf(rate);
  const horizonMs = now.getTime() + aheadSeconds * 1_000;
  const count = fromMs > horizonMs ? 0 : Math.floor((horizonMs - fromMs) / spacingMs) + 1;
  return { count, spacingMs, fromMs };
}

export function spacingOf({ count, per }: CampaignRate): number {
  return perMs[per] / count;
}

const perMs = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;
