// A webhook endpoint as whoever delivers to it knows it, and how its rows and deliveries are named outside. Pure.

import { instantOf } from "../kernel/ids.ts";
import type { Mode } from "../kernel/route.ts";
import type { CallbackSigner } from "./callback-signature.ts";
import type { Signer } from "./signature.ts";

export type Endpoint = {
  tenantId: string;
  id: string;
  mode: Mode;
  url: URL;
  payload: "thin" | "full" | "twilio";
  ordered: boolean;
  /** Deliveries a second; Infinity where the tenant has set none. */
  throttle: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  signer: Signer | CallbackSigner;
  failingSince: Date | null;
  /** When its signer becomes another one, because a former secret's time is over. */
  secretUntil: Date | null;
  /** Changes with everything that its tenant can change. */
  version: string;
};

/**
 * A delivery's public id: its event's UUIDv7 with the endpoint's place in the twelve bits between time and sequence
 * (RFC 9562 §5.8: version 8 is ours to fill). So it is found by the primary key, and sorts by time.
 */
export function deliveryIdOf(place: number, eventId: string): string {
  return `${eventId.slice(0, 14)}8${place.toString(16).padStart(3, "0")}${eventId.slice(18)}`;
}

/** Null for what cannot be the id of a delivery. */
export function partsOfDeliveryId(id: string): { place: number; eventId: string } | null {
  const place = Number.parseInt(id.slice(15, 18), 16);
  if (id[14] !== "8" || place === 0) return null;
  return { place, eventId: `${id.slice(0, 14)}7000${id.slice(18)}` };
}

/** Events carry their time in their id. */
export function eventAtOf(eventId: string): Date {
  return instantOf(eventId);
}
