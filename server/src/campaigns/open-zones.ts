// In which zones a campaign may send now, and what it waits for where it may not. Pure.

import type { Brake } from "./campaign.ts";
import { hoursAt, zoneNamed } from "./schedule.ts";
import type { CampaignRow } from "./store/campaign.ts";
import type { ZoneRow } from "./store/freeze.ts";

export type OpenZones = {
  zones: string[];
  /** From when on nothing of it may leave, by the campaign's own clock; null for never. */
  haltFrom: Date | null;
  /** When there is no zone. */
  brake: Brake | null;
};

/** A zone that nobody can read is the campaign's own. */
export function openZones(
  { schedule }: Pick<CampaignRow, "schedule">,
  rows: readonly ZoneRow[],
  now: Date,
): OpenZones {
  const { windows, time_zone } = schedule;
  const isLocal = schedule.recipient_local === true;
  const own = windows === undefined ? null : hoursAt(windows, time_zone, now);
  if (own !== null && !isLocal && !own.isOpen) {
    return { zones: [], haltFrom: now, brake: hoursBrake(own.opensAt) };
  }
  const zones: string[] = [];
  const later: Date[] = [];
  for (const { zone, starts_at } of rows) {
    const clock = zone === "" ? time_zone : (zoneNamed(zone) ?? time_zone);
    if (starts_at !== null && starts_at > now) later.push(starts_at);
    else {
      const hours = windows === undefined || !isLocal ? null : hoursAt(windows, clock, now);
      if (hours === null || hours.isOpen) zones.push(zone);
      else later.push(hours.opensAt);
    }
  }
  const haltFrom = own !== null && !isLocal && own.isOpen ? own.closesAt : null;
  const next = later.toSorted((one, other) => one.getTime() - other.getTime())[0] ?? null;
  const brake = zones.length > 0 || next === null ? null : timeBrake(next, later.length);
  return { zones, haltFrom, brake };
}

function hoursBrake(opensAt: Date): Brake {
  return { code: "outside_hours", detail: "Waiting for its sending hours.", until: opensAt.toISOString() };
}

function timeBrake(next: Date, count: number): Brake {
  const places = count === 1 ? "one time zone" : `${count} time zones`;
  return { code: "recipient_time", detail: `Waiting for the time in ${places}.`, until: next.toISOString() };
}
