// Which deliveries of an endpoint are shown, as the address says it; and how many of them arrived. Pure.
import type { WebhookDelivery } from "@waypost/sdk";

export const deliveryStates = [
  "waiting",
  "delivered",
  "failed",
] as const satisfies WebhookDelivery["state"][];

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

export type Share = Record<WebhookDelivery["state"], number>;

export function shareOf(deliveries: readonly Pick<WebhookDelivery, "state">[]): Share {
  const share: Share = { delivered: 0, waiting: 0, failed: 0 };
  for (const { state } of deliveries) share[state] += 1;
  return share;
}

/** `Name: value`, a line each. Null when a line is none. */
export function headersIn(text: string): Record<string, string> | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const pairs = lines.map((line) => /^\s*([\w-]{1,64})\s*:\s*(\S.*?)\s*$/.exec(line));
  if (pairs.includes(null)) return null;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]));
}
