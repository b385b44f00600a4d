// The routes of events: followed as they happen, or listed.

import { type EventsQuery, eventsQuery, liveEvent, page } from "@waypost/contract";
import { Type } from "typebox";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import { placeOf, refuseUnknown, takeSeat, wishOf } from "./begin.ts";
import { type Place, placeId } from "./event.ts";
import { openStream, streamHeaders } from "./event-stream.ts";
import type { Feed } from "./feed.ts";
import { openSocket } from "./event-socket.ts";
import type { Follower, Line } from "./follower.ts";
import { listEvents } from "./list-events.ts";
import { ticketRoute } from "./tickets.ts";
import { whatIsSeen, type Wish } from "./visible.ts";

export type EventRouteDeps = {
  /** Sees named tenants only. */
  db: Database;
  feed: Feed;
  now(): Date;
};

export function eventRoutes(deps: EventRouteDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/events",
      scope: "events:read",
      takesTicket: true,
      summary:
        "Follow what happens, as server-sent events to who accepts `text/event-stream`; to others a list",
      schema: { query: eventsQuery, response: { 200: page(liveEvent) } },
      handler: { kind: "own", handle: (request) => serve(deps, request) },
    },
    {
      method: "GET",
      path: "/v1/events/socket",
      scope: "events:read",
      takesTicket: true,
      summary:
        "Follow what happens over a WebSocket: each event is a message, and `{place}` says where to go on",
      schema: { query: socketQuery, response: { 101: Type.Null() } },
      handler: { kind: "own", handle: (request) => serveSocket(deps, request) },
    },
    ticketRoute(deps),
  ];
}

const { limit: _ofPages, order: _ofLists, ...ofSockets } = eventsQuery.properties;
const socketQuery = Type.Object(ofSockets, { additionalProperties: false });

async function serve(deps: EventRouteDeps, request: RouteRequest): Promise<Reply> {
  const follows = request.accept?.includes("text/event-stream") === true;
  const { place, wish, sees, settled } = await begin(deps, request, follows);
  const { tenantId } = request.caller;
  if (!follows) {
    const { limit = 50, order = "oldest" } = request.query as EventsQuery;
    const wanted = { tenantId, after: place?.sequence ?? null, upTo: settled, order, limit, wish, sees };
    return { status: 200, body: await deps.db.asTenants([tenantId], (tx) => listEvents(tx, wanted)) };
  }
  const { from, seat } = takePlace(deps, request, { place, sees, settled });
  return {
    status: 200,
    body: null,
    headers: { ...streamHeaders, ...(cameByTicket(request) ? toOtherOrigins : {}) },
    follow: (response, mayStay) => {
      const follower = { ...seat, line: openStream(response, from), mayStay };
      response.on("drain", () => deps.feed.hasRoom(follower));
      response.once("close", () => deps.feed.leave(follower));
      deps.feed.join(follower);
    },
  };
}

/** The one answer that pages of other origins may read: who made the ticket gave it to that page. */
const toOtherOrigins = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };

function cameByTicket({ query }: RouteRequest): boolean {
  return (query as EventsQuery).ticket !== undefined;
}

async function serveSocket(deps: EventRouteDeps, request: RouteRequest): Promise<Reply> {
  if (request.isUpgrade !== true)
    throw new AppError("invalid_header", "Only a WebSocket is opened here: `Connection: Upgrade`.", {
      errors: [{ path: "headers.upgrade", message: "must be websocket" }],
    });
  const { from, seat } = takePlace(deps, request, await begin(deps, request, true));
  return {
    status: 101,
    body: null,
    follow: (response, mayStay) => {
      let follower: Follower | null = null;
      const heard = {
        room: () => (follower === null ? undefined : deps.feed.hasRoom(follower)),
        gone: () => (follower === null ? undefined : deps.feed.leave(follower)),
      };
      const open = (line: Line): void => {
        follower = { ...seat, line, mayStay };
        deps.feed.join(follower);
      };
      openSocket(response, from, { open, heard });
    },
  };
}

type Beginning = Pick<Follower, "sees"> & { place: Place | null; wish: Wish; settled: number };

async function begin(
  { feed, now }: EventRouteDeps,
  { caller, query, lastEventId }: RouteRequest,
  follows: boolean,
): Promise<Beginning> {
  const { after, ...narrowed } = query as EventsQuery;
  const wish = wishOf(narrowed);
  const given = after ?? lastEventId ?? null;
  const place = given === null ? null : placeOf(given, now().getTime());
  // Reading goes on while a tenant is halted, and nothing happens: who follows would wait for nothing.
  if (follows && caller.halted !== undefined)
    throw new AppError("tenant_suspended", `The tenant is ${caller.halted}: nothing happens.`);
  const { settled, last } = await feed.look();
  if (place !== null) refuseUnknown(place, last);
  return { wish, sees: whatIsSeen(caller, wish), place, settled };
}

type Seat = Omit<Follower, "line" | "mayStay">;

function takePlace(
  { feed, now }: EventRouteDeps,
  { caller: { tenantId, actor } }: RouteRequest,
  { place, sees, settled }: Omit<Beginning, "wish">,
): { from: string; seat: Seat } {
  const position = place?.sequence ?? settled;
  const actorId = takeSeat(feed, tenantId, actor);
  return {
    from: placeId({ at: now(), sequence: position }),
    seat: { tenantId, actorId, sees, position, state: "live", fullAt: 0 },
  };
}
