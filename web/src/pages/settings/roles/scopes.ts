// What a role may do: a scope is something that may be done in an area. Pure.

export const builtInRoles = ["owner", "admin", "marketer", "agent", "developer", "auditor"] as const;

/** In the API's own order. */
export const areas = [
  "messages",
  "senders",
  "templates",
  "contacts",
  "campaigns",
  "media",
  "dead-letters",
  "routing",
  "sessions",
  "usage",
  "tenant",
  "keys",
  "people",
  "privacy",
  "audit",
  "events",
  "webhooks",
] as const;
export type Area = (typeof areas)[number];

/** In the order in which they are offered. */
const deeds = ["read", "write", "approve", "launch", "export", "metadata"] as const;
type Deed = (typeof deeds)[number];

export type Choice = { scope: string; area: Area; deed: Deed };

/** Null for what this page has no words for: there is none, a check sees to it. */
export function choiceOf(scope: string): Choice | null {
  const [kind, what] = scope.split(":");
  const area = areas.find((each) => each === kind);
  const deed = deeds.find((each) => each === what);
  return area === undefined || deed === undefined ? null : { scope, area, deed };
}

export function choicesByArea(scopes: readonly string[]): [Area, Choice[]][] {
  const found = scopes
    .map(choiceOf)
    .filter((choice) => choice !== null)
    .toSorted((a, b) => deeds.indexOf(a.deed) - deeds.indexOf(b.deed));
  return areas
    .map((area): [Area, Choice[]] => [area, found.filter((choice) => choice.area === area)])
    .filter(([, choices]) => choices.length > 0);
}

/** Where something may be done, and where there is something to see only. */
export function summaryOf(scopes: readonly string[]): { does: Area[]; sees: Area[] } {
  const all = choicesByArea(scopes);
  const isDoing = ([, choices]: [Area, Choice[]]): boolean =>
    choices.some(({ deed }) => deed !== "read" && deed !== "metadata");
  const areasOf = (some: [Area, Choice[]][]): Area[] => some.map(([area]) => area);
  return { does: areasOf(all.filter(isDoing)), sees: areasOf(all.filter((each) => !isDoing(each))) };
}

/** The API's own rule: nobody gives more than they have; who reads messages may let others see that there are some. */
export function mayGive(own: readonly string[], given: readonly string[]): boolean {
  const mine = givableBy(own);
  return given.every((scope) => mine.includes(scope));
}

export function givableBy(own: readonly string[]): string[] {
  const hasMessages = own.includes("messages:read") && !own.includes("messages:metadata");
  return hasMessages ? [...own, "messages:metadata"] : [...own];
}
