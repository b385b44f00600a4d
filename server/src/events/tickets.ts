// Tickets: by one of them a page of another origin follows the stream, where no header and no key may go.

import { hash, randomBytes } from "node:crypto";
import { eventTicket } from "@waypost/contract";
import type { Database, Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { Caller, Reply, Route, TicketDoor } from "../kernel/route.ts";
import { insertTicket, takeTicket } from "./store.ts";

/** Long enough to reach a browser, and too short to be found in a log. */
const goodForMs = 60_000;

export function ticketRoute({ now }: { now(): Date }): Route {
  return {
    method: "POST",
    path: "/v1/events/tickets",
    scope: "events:read",
    audit: "event_ticket.created",
    summary: "Make a ticket that opens the stream once, within a minute, without a header: `?ticket=`",
    schema: { response: { 201: eventTicket } },
    handler: { kind: "transaction", handle: ({ caller }, tx) => issue(tx, caller, now()) },
  };
}

async function issue(tx: Tx, { tenantId, actor }: Caller, now: Date): Promise<Reply> {
  if (actor.kind !== "key")
    throw new AppError(
      "insufficient_scope",
      "Tickets are made with an API key; your browser has its cookie.",
    );
  const ticket = `wpt_${randomBytes(32).toString("base64url")}`;
  const expiresAt = new Date(now.getTime() + goodForMs);
  await insertTicket(tx, [tenantId, hashOf(ticket), actor.id, expiresAt, now]);
  const body = { ticket, expires_at: expiresAt.toISOString() };
  return { status: 201, body, kept: { ...body, ticket: null } };
}

export type TicketDoorDeps = {
  /** Under the engine's role: a ticket names nobody. */
  engine: Database;
  /** Null for a key that is revoked or has expired. */
  callerOfKey(id: string): Caller | null | Promise<Caller | null>;
  now(): Date;
};

/** Who holds one may what its key may, and no longer than the key may. */
export function createTicketDoor({ engine, callerOfKey, now }: TicketDoorDeps): TicketDoor {
  return {
    redeem: async (text) => {
      const [row] = await takeTicket(engine, [hashOf(text), now()]);
      return row === undefined ? null : callerOfKey(row.key_id);
    },
    again: ({ actor }) => callerOfKey(actor.id),
  };
}

/** A fast hash is right: nobody guesses 256 bits. */
function hashOf(ticket: string): Buffer {
  return hash("sha256", ticket, "buffer");
}
