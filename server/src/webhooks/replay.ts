// Tells again: deliveries by their ids, or whatever an endpoint has not been told of a span of time.

import type { FieldError, ReplayWebhooks, WebhooksReplayed } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import type { Caller } from "../kernel/route.ts";
import { partsOfDeliveryId } from "./endpoint.ts";
import { replayDeliveries, replaySpan, wakeLanes } from "./store/delivery.ts";
import { readEndpoint } from "./store/endpoint.ts";

/** So many are one statement of a second or two; whoever wants more asks again from where it ended. */
const replayedMax = 10_000;

/** In the caller's transaction. */
export async function replay(
  tx: Tx,
  caller: Caller,
  wanted: ReplayWebhooks,
  now: Date,
): Promise<WebhooksReplayed> {
  const answer =
    wanted.ids === undefined
      ? await replayMissed(tx, caller, wanted, now)
      : { replayed: await replayThese(tx, caller, wanted), next_since: null };
  if (answer.replayed > 0) await wakeLanes(tx, [caller.tenantId]);
  return answer;
}

/** What waits, was a test or is somebody else's is left out: `replayed` says how many are told again. */
async function replayThese(tx: Tx, { tenantId, mode }: Caller, wanted: ReplayWebhooks): Promise<number> {
  const { ids = [], ...rest } = wanted;
  const others = Object.keys(rest);
  if (others.length > 0)
    throw wrong(others.map((name) => ({ path: `/${name}`, message: "does not go with ids" })));
  const parts = ids.flatMap((text) => {
    const id = parseId("whd", text);
    const found = id === null ? null : partsOfDeliveryId(id);
    return found === null ? [] : [{ place: found.place, event_id: found.eventId }];
  });
  return (await replayDeliveries(tx, [tenantId, mode, JSON.stringify(parts)])).length;
}

async function replayMissed(
  tx: Tx,
  { tenantId, mode }: Caller,
  { endpoint, since, until, types, include_delivered: again = false }: ReplayWebhooks,
  now: Date,
): Promise<WebhooksReplayed> {
  if (endpoint === undefined || since === undefined) {
    const path = endpoint === undefined ? "/endpoint" : "/since";
    throw wrong([{ path, message: "is needed, or ids" }]);
  }
  const id = parseId("whe", endpoint);
  const [row] = id === null ? [] : await readEndpoint(tx, [tenantId, mode, id]);
  if (row === undefined) throw new AppError("not_found", "There is no such webhook endpoint.");
  const to = until ?? now.toISOString();
  const rows = await replaySpan(tx, [tenantId, row.id, since, to, types ?? null, again, replayedMax]);
  const last = rows.at(-1);
  const isWhole = rows.length < replayedMax || last === undefined;
  return { replayed: rows.length, next_since: isWhole ? null : last.at.toISOString() };
}

function wrong(errors: FieldError[]): AppError {
  return new AppError("invalid_request", "Name deliveries by ids, or an endpoint and since.", { errors });
}
