// The route that tells how a number fares: what waits for it, for how long, and how fast it sends.

import { type SenderFigures, senderFigures } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import {
  readOwnSender,
  readSentHours,
  readSentMinutes,
  readWaiting,
  type SentRow,
  type WaitingRow,
} from "./store/figures.ts";

export const senderFigureRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/senders/:id/figures",
    scope: "senders:read",
    summary: "How a sender fares: what waits and for how long, and what it sent by minute and by hour",
    schema: { response: { 200: senderFigures } },
    handler: { kind: "transaction", handle: read },
  },
];

/** Where counting stops, in each class: a lane may have a million entries, and a page asks every few seconds. */
const countMax = 10_000;

async function read({ caller, params }: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, mode } = caller;
  const wanted = parseId("snd", params["id"] ?? "");
  const [sender] = wanted === null ? [] : await readOwnSender(tx, [tenantId, mode, wanted]);
  if (sender === undefined) throw new AppError("not_found", "There is no such sender.");
  const waiting = await readWaiting(tx, [tenantId, sender.id, countMax]);
  const minutes = await readSentMinutes(tx, [tenantId, sender.id]);
  const hours = await readSentHours(tx, [tenantId, sender.id]);
  const body: SenderFigures = {
    queue: queueOf(waiting),
    sent: { last_hour: seriesOf(minutes), last_day: seriesOf(hours) },
  };
  return { status: 200, body };
}

const classes = ["authentication", "utility", "marketing"] as const;

function queueOf(rows: readonly WaitingRow[]): SenderFigures["queue"] {
  const oldest = rows.flatMap(({ oldest_at: at }) => (at === null ? [] : [at.getTime()]));
  return {
    waiting: sum(rows.map(({ waiting }) => waiting)),
    waiting_is_more: rows.some(({ waiting }) => waiting === countMax),
    scheduled: sum(rows.map(({ scheduled }) => scheduled)),
    scheduled_is_more: rows.some(({ scheduled }) => scheduled === countMax),
    oldest_at: oldest.length === 0 ? null : new Date(Math.min(...oldest)).toISOString(),
    classes: classes.map((name, place) => {
      const row = rows.find((each) => each.class === place);
      return { class: name, waiting: row?.waiting ?? 0, oldest_at: row?.oldest_at?.toISOString() ?? null };
    }),
  };
}

function seriesOf(rows: readonly SentRow[]): SenderFigures["sent"]["last_hour"] {
  const [first] = rows;
  if (first === undefined) throw new Error("a span of time has a beginning");
  return { from: first.at.toISOString(), counts: rows.map(({ sent }) => sent) };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
