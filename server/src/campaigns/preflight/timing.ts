// When a campaign begins, when it will be done, and what it waits for on the way. Pure.

import type { CampaignPreflight } from "@waypost/contract";
import { Temporal } from "temporal-polyfill";
import { presentId } from "../../kernel/ids.ts";
import { spacingOf } from "../campaign.ts";
import { beginningOf, startIn, zoneNamed } from "../schedule.ts";
import type { CampaignRow } from "../store/campaign.ts";
import { sum, type Sums } from "./add-up.ts";
import { type DailyHours, hoursOf, type Lane, type Room, runLane } from "./duration.ts";
import type { NumberStanding } from "./number.ts";

type Duration = CampaignPreflight["duration"];

export type Timing = {
  campaign: Pick<CampaignRow, "schedule" | "pace" | "content">;
  numbers: readonly NumberStanding[];
  sums: Sums;
  /** Of the tenant's plan. */
  dailyCap: number | null;
  /** The tenant's, where this category heeds them. */
  quiet: DailyHours | null;
  now: Date;
};

export function durationOf(timing: Timing): Duration {
  const { campaign, numbers, sums, now } = timing;
  const { schedule } = campaign;
  const startsAt = beginningOf(schedule, now) ?? now;
  const offsetMs = offsetOf(schedule.time_zone, startsAt);
  const runs = numbers.map((number) => {
    const quiet = quietOf(timing, number);
    const closedBy = hoursOf(schedule.windows ?? null, quiet, offsetMs);
    return { number, run: runLane(laneOf(timing, number, startsAt), startsAt.getTime(), closedBy) };
  });
  const brakes = runs.flatMap(({ number, run }) =>
    [...run.brakes].map(([code, ms]) => ({
      code,
      detail: words[code] ?? code,
      sender: presentId("snd", number.id),
      seconds: Math.round(ms / 1_000),
    })),
  );
  const ends = runs.map(({ number, run }) => (number.opensAt === null ? null : run.endsAtMs));
  const isKnown = ends.every((end) => end !== null) && numbers.length > 0;
  const lastMs = Math.max(
    startsAt.getTime(),
    lastZoneMs(schedule, sums, now),
    ...ends.map((end) => end ?? 0),
  );
  return {
    starts_at: startsAt.toISOString(),
    ends_at: isKnown ? new Date(lastMs).toISOString() : null,
    seconds: isKnown ? Math.round((lastMs - startsAt.getTime()) / 1_000) : null,
    brakes: brakes.filter(({ seconds }) => seconds > 0).toSorted((one, other) => other.seconds - one.seconds),
  };
}

const words: Readonly<Record<string, string>> = {
  sender_rate: "What the number may send a second.",
  rhythm: "The number's own rhythm, which protects it.",
  rate: "The campaign's own rate.",
  warm_up: "The number is warming up: it sends more day by day.",
  daily_cap: "What the number sends a day.",
  new_chats_cap: "People the number may begin to write to in a day.",
  messaging_limit: "People WhatsApp lets the business begin to write to in 24 hours.",
  plan_daily_cap: "Messages a day of the plan.",
  outside_hours: "The campaign's sending hours.",
  quiet_hours: "Quiet hours.",
  sender_paused: "The number is paused.",
};

const dayMs = 24 * 3_600_000;

function laneOf(timing: Timing, number: NumberStanding, startsAt: Date): Lane {
  const { campaign, sums } = timing;
  const mine = sums.eligible.filter(({ sender_id }) => sender_id === number.id);
  const people = sum(mine, "people");
  const share = people / Math.max(1, sum(sums.eligible, "people"));
  const { rate } = campaign.pace;
  const allowed = rate === null ? Infinity : (1_000 / spacingOf(rate)) * share;
  const usual = number.isPhone ? "rhythm" : "sender_rate";
  return {
    people,
    strangers: sum(mine, number.isPhone ? "strangers" : "outside_window"),
    perSecond: Math.min(number.perSecond, allowed),
    pace: allowed < number.perSecond ? "rate" : usual,
    opensAtMs: number.opensAt?.getTime() ?? 0,
    room: roomOf(timing, number, share),
    firstEndsMs: number.days?.firstEndsAt.getTime() ?? startsAt.getTime() + dayMs,
  };
}

/** The tightest of what limits a day; what several numbers share is split by how much each sends. */
function roomOf(
  { dailyCap, sums, numbers, campaign }: Timing,
  { days, portfolio, isPhone }: NumberStanding,
  share: number,
): ((day: number) => Room) | null {
  const isLimited = portfolio !== null && !isPhone && campaign.content.template !== null;
  if (days === null && !isLimited && dailyCap === null) return null;
  const plan = dailyCap === null ? Infinity : dailyCap * share;
  const shareOfPortfolio = isLimited ? share / Math.max(share, shareOf(portfolio.id, numbers, sums)) : 1;
  return (day) => {
    const own = days?.room(day) ?? null;
    const most = own?.most ?? Infinity;
    const people = isLimited
      ? Math.max(0, portfolio.allowed - (day === 0 ? portfolio.used : 0)) * shareOfPortfolio
      : Infinity;
    const strangers = own?.strangers ?? Infinity;
    const ownCap = own?.isWarmingUp === true ? "warm_up" : "daily_cap";
    return {
      most: Math.min(most, plan),
      code: plan < most ? "plan_daily_cap" : ownCap,
      strangers: Math.min(strangers, people),
      strangersCode: people < strangers ? "messaging_limit" : "new_chats_cap",
    };
  };
}

/** Of all people, those whom numbers of this portfolio write to. */
function shareOf(portfolio: string, numbers: readonly NumberStanding[], { eligible }: Sums): number {
  const ids = numbers.filter((number) => number.portfolio?.id === portfolio).map(({ id }) => id);
  const theirs = eligible.filter(({ sender_id }) => ids.includes(sender_id));
  return sum(theirs, "people") / Math.max(1, sum(eligible, "people"));
}

/** The number's own go before; the campaign's go before the tenant's, and none are none. */
function quietOf({ campaign, quiet }: Timing, { quietHours }: NumberStanding): DailyHours | null {
  if (quietHours !== null) return quietHours;
  const own = campaign.pace.quiet_hours;
  if (own === null) return quiet;
  return own.from === undefined || own.to === undefined ? null : { from: own.from, to: own.to };
}

/** When it begins in the last of the zones that people live in. */
function lastZoneMs(schedule: CampaignRow["schedule"], { eligible }: Sums, now: Date): number {
  if (schedule.recipient_local !== true) return 0;
  const zones = new Set(eligible.map(({ zone }) => zoneNamed(zone) ?? schedule.time_zone));
  return Math.max(0, ...[...zones].map((zone) => startIn(schedule, zone, now).getTime()));
}

function offsetOf(zone: string, at: Date): number {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return there.offsetNanoseconds / 1e6;
}
