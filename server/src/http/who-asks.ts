// Who asks: by an API key, by the cookie of a person's session, or by a ticket where a browser can send no headers.

import type { FastifyRequest } from "fastify";
import type { AppError } from "../kernel/errors.ts";
import type { Caller, Route, SignedIn, TicketDoor } from "../kernel/route.ts";
import type { Authenticate } from "../tenancy/index.ts";
import { addressOf, callerOf, type PersonDoor, refuseForeignPage } from "./signed-in.ts";

export type EntryDeps = {
  authenticate: Authenticate;
  /** Null where nobody can sign in. */
  people: PersonDoor | null;
  /** Absent where nothing is opened by tickets. */
  tickets?: TicketDoor;
};

/** Null for nobody; an error says why somebody who is known is not let in. */
export type Found = Caller | AppError | null;

/** With both a key and something else, the key decides: it was sent on purpose. */
export function whoAsks(
  { authenticate, people, tickets }: EntryDeps,
  { takesTicket }: Pick<Route, "takesTicket">,
  request: FastifyRequest,
): Found | Promise<Found> {
  const { authorization, cookie } = request.raw.headers;
  if (authorization !== undefined) return authenticate(authorization, () => addressOf(request));
  const ticket = takesTicket === true ? ticketIn(request) : null;
  if (ticket !== null && tickets !== undefined) return byTicket(tickets, ticket, request);
  return cookie === undefined || people === null ? null : recognize(people, cookie, request);
}

function ticketIn({ query }: FastifyRequest): string | null {
  const given = (query as Readonly<Record<string, unknown>>)["ticket"];
  return typeof given === "string" ? given : null;
}

/** It is good once: whoever is asked about again is known by whom it let in. */
function byTicket(tickets: TicketDoor, ticket: string, { raw }: FastifyRequest): Found | Promise<Found> {
  const holder = ticketHolders.get(raw);
  if (holder !== undefined) return tickets.again(holder);
  return tickets.redeem(ticket).then((caller) => {
    if (caller !== null) ticketHolders.set(raw, caller);
    return caller;
  });
}

const ticketHolders = new WeakMap<FastifyRequest["raw"], Caller>();

function recognize(people: PersonDoor, cookie: string, request: FastifyRequest): Found | Promise<Found> {
  const found = people.recognize(cookie);
  const called = (signedIn: SignedIn | null): Found =>
    signedIn === null
      ? null
      : (refuseForeignPage(request, people.origin, "refused") ?? callerOf(signedIn, request));
  return found instanceof Promise ? found.then(called) : called(found);
}
