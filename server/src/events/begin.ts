// Where somebody begins to follow, and whether they may: a place that is still kept, and a free seat.

import type { EventsQuery } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import { type Actor, nameActor } from "../kernel/route.ts";
import { type Place, readPlace } from "./event.ts";
import type { Feed } from "./feed.ts";
import { readPatterns, type Wish } from "./visible.ts";

/** As long as rows are kept (`pruneEvents`). */
const keptMs = 30 * 24 * 3_600_000;

/** The place behind an id somebody gave; throws AppError for what is none, or too old to go on from. */
export function placeOf(after: string, now: number): Place {
  const place = readPlace(after);
  if (place === null)
    throw new AppError("invalid_request", "The event to go on after is no id of an event.", {
      errors: [{ path: "query.after", message: "must be an id such as evt_…" }],
    });
  if (now - place.at.getTime() > keptMs)
    throw new AppError("events_gone", "Events are kept for 30 days, and this one is older.");
  return place;
}

/** A number that was never given out is from a database that this one has replaced. */
export function refuseUnknown({ sequence }: Place, last: number): void {
  if (sequence > last)
    throw new AppError("events_gone", "This event is not known here: the database may have been restored.");
}

export function wishOf({ types, sender }: Pick<EventsQuery, "types" | "sender">): Wish {
  const named = sender === undefined ? null : parseId("snd", sender);
  if (types === undefined) return { patterns: null, sender: named };
  const read = readPatterns(types);
  if ("wrong" in read)
    throw new AppError("invalid_request", "There is no such type of event.", {
      errors: [{ path: "query.types", message: `\`${read.wrong.slice(0, 64)}\` is no type of event` }],
    });
  return { patterns: read.patterns, sender: named };
}

/** In one process. */
const seats = { actor: 1_000, tenant: 5_000 };

/** Answers how those who follow are told apart. */
export function takeSeat(feed: Feed, tenantId: string, actor: Actor): string {
  const name = nameActor(actor);
  const followers = feed.of(tenantId);
  const own = [...followers].filter(({ actorId }) => actorId === name).length;
  if (followers.size < seats.tenant && own < seats.actor) return name;
  throw new AppError("too_many_streams", `${seats.actor} connections of one key may follow at once.`, {
    headers: { "retry-after": "10" },
  });
}
