// Tries an endpoint now: tells it something that has not happened, and keeps what it answered.

import { randomBytes } from "node:crypto";
import type { WebhookDeliveryWithAttempts } from "@waypost/contract";
import type { Vault } from "../kernel/crypto.ts";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import type { Caller } from "../kernel/route.ts";
import { testEvent, thinPayload } from "./payload.ts";
import { presentWholeDelivery } from "./present.ts";
import { judge } from "./schedule.ts";
import { insertTest, type LogEntry, readDelivery } from "./store/delivery.ts";
import { readEndpoint } from "./store/endpoint.ts";
import { readLane } from "./store/work.ts";
import type { Courier, Outcome } from "./delivery/courier.ts";
import { openLane } from "./delivery/open-lane.ts";

export type TryDeps = {
  /** Under the application's role. */
  db: Database;
  vault: Pick<Vault, "open">;
  courier: Courier;
  now(): Date;
};

/** Whatever state the endpoint is in, and once: a test is not repeated. Null when there is none. */
export async function tryEndpoint(
  { db, vault, courier, now }: TryDeps,
  { tenantId, mode }: Caller,
  { id, type = "webhook_endpoint.test" }: { id: string; type: string | undefined },
): Promise<WebhookDeliveryWithAttempts | null> {
  const found = await db.asTenants([tenantId], async (tx) => {
    const [row] = await readEndpoint(tx, [tenantId, mode, id]);
    const [lane] = row === undefined ? [] : await readLane(tx, [tenantId, id]);
    return row === undefined || lane === undefined ? null : { row, endpoint: openLane(vault, lane, now()) };
  });
  if (found === null) return null;
  if (found.row.payload === "twilio")
    throw new AppError("conflict", "Twilio's form tells of messages only: send one to a test number.");
  // No connection is held while somebody else's server thinks.
  const at = now();
  const eventId = testEventId(at, randomBytes(8));
  const told = testEvent({ id: presentId("evt", eventId), type, at });
  const outcome = await courier.carry(found.endpoint, {
    id: told.id,
    body: JSON.stringify(thinPayload(told)),
  });
  const { status, error } = outcome;
  const state = judge(outcome, 1, 0.5).kind === "delivered" ? "delivered" : "failed";
  const entry = JSON.stringify(entryOf(outcome, at));
  const row = await db.asTenants([tenantId], async (tx) => {
    await insertTest(tx, [
      tenantId,
      id,
      eventId,
      type,
      JSON.stringify(told),
      state,
      status,
      error,
      now(),
      entry,
    ]);
    const [written] = await readDelivery(tx, [tenantId, mode, found.row.place, eventId]);
    return written;
  });
  return row === undefined ? null : presentWholeDelivery(row);
}

function entryOf({ status, error, durationMs, response }: Outcome, at: Date): LogEntry {
  const came = { status, error, duration_ms: durationMs, response };
  return { at: at.toISOString(), number: 1, trigger: "test", ...came };
}

/** Formed like an event's, with chance in the place of the sequence. */
function testEventId(at: Date, random: Buffer): string {
  const time = at.getTime().toString(16).padStart(12, "0");
  random.writeUInt8((random.readUInt8(0) & 0x3f) | 0x80, 0);
  const tail = random.toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
