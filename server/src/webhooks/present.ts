// How endpoints and deliveries leave the API; nothing of a secret but where it was made.

import type {
  LiveEvent,
  WebhookDeliveryResource,
  WebhookDeliveryWithAttempts,
  WebhookEndpointResource,
} from "@waypost/contract";
import { presentEvent } from "../events/index.ts";
import { presentId } from "../kernel/ids.ts";
import { deliveryIdOf, eventAtOf } from "./endpoint.ts";
import { thinPayload } from "./payload.ts";
import type { DeliveryRow, WholeDeliveryRow } from "./store/delivery.ts";
import type { EndpointRow } from "./store/endpoint.ts";

export function presentEndpoint(row: EndpointRow, now: Date): WebhookEndpointResource {
  const until = row.former_secret_until;
  return {
    id: presentId("whe", row.id),
    mode: row.mode,
    url: row.url,
    events: row.events,
    description: row.description,
    headers: row.header_names,
    senders: row.senders?.map((id) => presentId("snd", id)) ?? null,
    campaigns: row.campaigns?.map((id) => presentId("cmp", id)) ?? null,
    payload: row.payload,
    ordered: row.ordered,
    asymmetric_signature: row.asymmetric_signature,
    legacy_signature: row.legacy_signature,
    throttle: row.throttle,
    public_key: row.public_key,
    state: row.state,
    state_reason: row.state_reason,
    state_since: row.state_since.toISOString(),
    failing_since: row.failing_since?.toISOString() ?? null,
    former_secret_until: until !== null && until > now ? until.toISOString() : null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

export function presentDelivery(row: DeliveryRow): WebhookDeliveryResource {
  return {
    id: presentId("whd", deliveryIdOf(row.place, row.event_id)),
    endpoint: presentId("whe", row.endpoint_id),
    event: presentId("evt", row.event_id),
    type: row.type,
    state: row.state,
    attempts: row.attempts,
    next_attempt_at: row.due_at?.toISOString() ?? null,
    last_status: row.last_status,
    last_error: row.last_error,
    event_at: eventAtOf(row.event_id).toISOString(),
    settled_at: row.settled_at?.toISOString() ?? null,
  };
}

export function presentWholeDelivery(row: WholeDeliveryRow): WebhookDeliveryWithAttempts {
  const { origin, pathname } = new URL(row.address ?? row.url);
  return {
    ...presentDelivery(row),
    request: { url: origin + pathname, body: bodyOf(row) },
    attempt_log: row.log,
  };
}

/** Of an event that is not kept any more only the id is left. */
function bodyOf(row: WholeDeliveryRow): Record<string, unknown> {
  const told =
    row.event === null
      ? (row.test as LiveEvent | null)
      : presentEvent({ ...row.event, at: new Date(row.event.at) });
  return told === null ? {} : thinPayload(told);
}
