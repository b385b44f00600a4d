// What a delivery says: `{type, timestamp, data}`, where `data` is the event as the stream tells it. Pure.

import type { LiveEvent } from "@waypost/contract";

export type Payload = { type: string; timestamp: string; data: Record<string, unknown> };

/** Ids and codes. The same bytes for every attempt, as an event is never changed. */
export function thinPayload({ type, timestamp, ...data }: LiveEvent): Payload {
  return { type, timestamp, data };
}

/** `record`: the thing as the API shows it. Its status may have moved on; what is told is the event's. */
export function fullPayload(told: LiveEvent, record: object | null): Payload {
  const { data, ...payload } = thinPayload(told);
  if (record === null) return { ...payload, data };
  const status = told.status !== undefined && "status" in record ? { status: told.status } : {};
  return { ...payload, data: { ...data, record: { ...record, ...status } } };
}

/** Stands in the place of an event where somebody tries an endpoint. */
export function testEvent({ id, type, at }: { id: string; type: string; at: Date }): LiveEvent {
  return { id, type, timestamp: at.toISOString(), sequence: 0, data: { test: true } };
}
