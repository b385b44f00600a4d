// What a copy of a campaign is made with: everything it was, but for the day it was meant for. Pure.
import type { Body } from "@waypost/sdk";
import type { Campaign } from "./figures.ts";

export type Made = Body<"POST /v1/campaigns">;

/** A time that has passed would make it begin at once. */
export function copyOf(campaign: Campaign, name: string): Made {
  const { from, template, message, schedule, ttl_seconds: ttl } = campaign;
  const { at: _at, repeat: _repeat, ...when } = schedule;
  return {
    name: name.slice(0, 200),
    ...(from.length === 0 ? {} : { from }),
    ...(template === null ? {} : { template }),
    // The API answers with what it took.
    ...(message === null ? {} : { message: message as NonNullable<Made["message"]> }),
    category: campaign.category,
    ...(ttl === null ? {} : { ttl_seconds: ttl }),
    audience: campaign.audience,
    schedule: when,
    rate: campaign.rate,
    quiet_hours: campaign.quiet_hours,
    stops: campaign.stops,
    ab: campaign.ab,
    track_links: campaign.track_links,
    stop_on_reply: campaign.stop_on_reply,
    follow_up: campaign.follow_up,
  };
}
