// For how long the provider may try to deliver: seconds, by category ("Time to live").

import type { FieldError } from "@waypost/contract";

const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  AUTHENTICATION: [30, 900],
  UTILITY: [30, 43_200],
  MARKETING: [43_200, 2_592_000],
};

/** -1 is 30 days, for all but marketing. */
export function ttlErrors(category: string, seconds: number | null): FieldError[] {
  const range = ranges[category];
  if (seconds === null || range === undefined) return [];
  if (seconds === -1 && category !== "MARKETING") return [];
  const [least, most] = range;
  if (seconds >= least && seconds <= most) return [];
  return [
    { path: "/message_send_ttl_seconds", message: `must be ${least} to ${most} seconds for ${category}` },
  ];
}
