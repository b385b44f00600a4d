// Which deliveries of an endpoint are shown, as the address says it; and headers as people type them. Pure.
import type { WebhookDelivery } from "@waypost/sdk";
import { namesOf } from "../../../api/names-of.ts";

const isState: Readonly<Record<WebhookDelivery["state"], true>> = {
  waiting: true,
  delivered: true,
  failed: true,
};

export const deliveryStates = namesOf(isState);

export type DeliveryFilters = {
  state?: WebhookDelivery["state"] | undefined;
  type?: string | undefined;
  /** The one that is open. */
  delivery?: string | undefined;
};

export function readDeliveryFilters(search: Record<string, unknown>): DeliveryFilters {
  const state = deliveryStates.find((each) => each === search["state"]);
  const { type, delivery } = search;
  return {
    ...(state === undefined ? {} : { state }),
    ...(typeof type === "string" && /^[a-z_]{1,30}\.[a-z_]{1,40}$/.test(type) ? { type } : {}),
    ...(typeof delivery === "string" && delivery.startsWith("whd_") ? { delivery } : {}),
  };
}

/** `Name: value`, a line each. Null when a line is none. */
export function headersIn(text: string): Record<string, string> | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const pairs = lines.map((line) => /^\s*([\w-]{1,64})\s*:\s*(\S.*?)\s*$/.exec(line));
  if (pairs.includes(null)) return null;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]));
}
