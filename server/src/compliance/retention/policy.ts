// How long each kind is kept: what Waypost comes with, what the operator allows, what a tenant chose of it. Pure.

import { type RetentionBounds, type RetentionKind, retentionKinds } from "@waypost/contract";
import { inboundKeptMs } from "../../media/index.ts";

const dayMs = 24 * 3_600_000;

export type Bound = RetentionBounds[RetentionKind];
export type Bounds = RetentionBounds;
export type Days = Readonly<Record<RetentionKind, number>>;

/**
 * What people wrote is kept for two days at least: a phone that could not read a message asks for it again within one
 * (transports/whatsapp-web/repeat.ts). What became of messages is kept for a month at least, for bills and complaints.
 */
export const shippedBounds: Bounds = {
  message_body: { min_days: 2, max_days: 3_650, default_days: 365 },
  media: { min_days: 1, max_days: 3_650, default_days: inboundKeptMs / dayMs },
  metadata: { min_days: 30, max_days: 3_650, default_days: 730 },
  webhooks: { min_days: 1, max_days: 90, default_days: 14 },
};

export function boundsFrom(rows: readonly (Bound & { kind: string })[]): Bounds {
  const told = new Map(rows.map((row) => [row.kind, row]));
  return byKind((kind) => {
    const { min_days, max_days, default_days } = told.get(kind) ?? shippedBounds[kind];
    return { min_days, max_days, default_days };
  });
}

/** A choice that the operator's bounds have since left behind counts as the nearest bound. */
export function daysInForce(bounds: Bounds, chosen: Partial<Days>): Days {
  return byKind((kind) => {
    const { min_days, max_days, default_days } = bounds[kind];
    return Math.min(max_days, Math.max(min_days, chosen[kind] ?? default_days));
  });
}

export function byKind<T>(valueOf: (kind: RetentionKind) => T): Record<RetentionKind, T> {
  return {
    message_body: valueOf("message_body"),
    media: valueOf("media"),
    metadata: valueOf("metadata"),
    webhooks: valueOf("webhooks"),
  };
}

export function isKind(text: string): text is RetentionKind {
  return (retentionKinds as readonly string[]).includes(text);
}

/** What is older than this goes. */
export function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * dayMs);
}
