// Which events are shown as they happen, as the address says it. Pure.
import type { LiveEvent } from "@waypost/sdk";

export const families = [
  "message",
  "session",
  "sender",
  "template",
  "campaign",
  "contact",
  "webhook_endpoint",
  "usage",
] as const;
export type Family = (typeof families)[number];
export type EventFilter = { kind?: Family | undefined; type?: string | undefined };

export function readEventFilter(search: Record<string, unknown>): EventFilter {
  const kind = families.find((each) => each === search["kind"]);
  const { type } = search;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(typeof type === "string" && type !== "" ? { type: type.slice(0, 64) } : {}),
  };
}

/** So many are kept: who wants more has the API. */
export const keptMax = 500;

/** The newest first. */
export function withNewest(shown: readonly LiveEvent[], come: readonly LiveEvent[]): readonly LiveEvent[] {
  return come.length === 0 ? shown : [...come.toReversed(), ...shown].slice(0, keptMax);
}

export function isWanted({ type }: Pick<LiveEvent, "type">, { kind, type: part = "" }: EventFilter): boolean {
  return (kind === undefined || type.startsWith(`${kind}.`)) && type.includes(part.trim());
}

/** The ids an event names, in its own order. */
export function idsIn(event: LiveEvent): string[] {
  return Object.entries(event).flatMap(([name, value]) =>
    name.endsWith("_id") && typeof value === "string" ? [value] : [],
  );
}
