// When a number's lane must stand still for what Meta says of it, and what ends that: rules without I/O.

import { type ErrorCode, isErrorCode } from "@waypost/contract";
import { type FactName, type FactValues, neededScopes } from "../transports/cloud-api/index.ts";
import type { Facts } from "./standing.ts";

/** A reason to stand still. `until` is null when only another word of Meta's, or a person, ends it. */
export type Stop = { fact: FactName; code: ErrorCode; detail: string; at: Date; until: Date | null };

export type Pause = { at: Date; reason: string | null };

export type Ruling = { kind: "stop"; stop: Stop } | { kind: "lift" };

/** `changed`: facts whose value is another one now. `observed`: those that were told, also when told before. */
export type Told = { changed: ReadonlySet<FactName>; observed: ReadonlySet<FactName> };

/**
 * What follows for a lane from what was just told; null when nothing does.
 *
 * Only a change stops: a person who has lifted a pause is not overruled by the same old word. A pause of a person's own
 * is never touched. Contrary evidence lifts what stopped for that reason, unless another reason has come meanwhile.
 */
export function ruleOn(facts: Facts, told: Told, paused: Pause | null, now: Date): Ruling | null {
  if (paused !== null && !isMachines(paused)) return null;
  const stops = stopsOf(facts, now);
  if (stops.some(({ fact }) => told.changed.has(fact))) {
    const since = paused?.at ?? null;
    const fresh = stops.filter(({ fact, at }) => told.changed.has(fact) || (since !== null && at >= since));
    return { kind: "stop", stop: gravest(fresh) };
  }
  if (paused === null || !isLifted(paused, facts, told)) return null;
  const left = stops.filter(({ at }) => at >= paused.at);
  return left.length > 0 ? { kind: "stop", stop: gravest(left) } : { kind: "lift" };
}

/** Machines give a code of the dictionary for their reason, people words of their own. */
function isMachines({ reason }: Pause): boolean {
  return reason !== null && isErrorCode(reason);
}

function gravest(stops: readonly Stop[]): Stop {
  const [first, ...rest] = stops;
  if (first === undefined) throw new Error("there is a stop");
  const since = new Date(Math.min(...stops.map(({ at }) => at.getTime())));
  const last = rest.reduce((worst, each) => (endOf(each) > endOf(worst) ? each : worst), first);
  return { ...last, at: since };
}

function endOf({ until }: Stop): number {
  return until?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** Everything that stops the number now. */
export function stopsOf(facts: Facts, now: Date): Stop[] {
  return stopRules.flatMap((rule) => {
    const stop = rule(facts, now);
    return stop === null || (stop.until !== null && stop.until <= now) ? [] : [stop];
  });
}

const stopRules: readonly ((facts: Facts, now: Date) => Stop | null)[] = [
  ({ token }, now) => (token === undefined ? null : stopOfToken(token, now)),
  stopOf("ban", ({ state }) => (state === "DISABLE" ? restricted("Meta disabled the account.") : null)),
  stopOf("membership", (word) =>
    word === "member" ? null : restricted(`Meta says that the account is ${word}.`),
  ),
  stopOf("review", (word) =>
    word === "REJECTED" ? restricted("Meta's review rejected the account.") : null,
  ),
  ({ restrictions }, now) => (restrictions === undefined ? null : stopOfRestrictions(restrictions, now)),
  stopOf("status", (word) => statuses[word] ?? null),
  stopOf("health", ({ canSend, problems }) =>
    canSend === "BLOCKED"
      ? restricted(problems.at(0)?.description ?? "Meta says that the number cannot send.")
      : null,
  ),
  stopOf("quality", (word) => (word === "RED" ? lowQuality("Meta rates the number's quality red.") : null)),
  stopOf("flagged", (is) => (is ? lowQuality("Meta flagged the number for its quality.") : null)),
];

type Why = Pick<Stop, "code" | "detail">;

function stopOf<Name extends FactName>(
  fact: Name,
  why: (value: FactValues[Name]) => Why | null,
): (facts: Facts) => Stop | null {
  return (facts) => {
    const told = facts[fact];
    const reason = told === undefined ? null : why(told.value);
    return told === undefined || reason === null ? null : { fact, at: told.at, until: null, ...reason };
  };
}

function restricted(detail: string): Why {
  return { code: "account_restricted", detail };
}

function lowQuality(detail: string): Why {
  return { code: "sender_quality_restricted", detail };
}

function unregistered(word: string): Why {
  return { code: "sender_not_registered", detail: `Meta shows the number as ${word}.` };
}

/** Of the words of `status`, those with which a number cannot send (Cloud API, "Phone numbers"). */
const statuses: Readonly<Record<string, Why>> = {
  RESTRICTED: restricted("Meta shows the number as restricted."),
  BANNED: restricted("Meta shows the number as banned."),
  FLAGGED: lowQuality("Meta flagged the number for its quality."),
  DISCONNECTED: unregistered("disconnected"),
  PENDING: unregistered("not registered yet"),
  UNVERIFIED: unregistered("unverified"),
  MIGRATED: unregistered("moved to another account"),
  DELETED: unregistered("deleted"),
};

function stopOfToken({ value, at }: NonNullable<Facts["token"]>, now: Date): Stop | null {
  const stop = { fact: "token", at, until: null } as const;
  const isOver = value.expiresAt !== null && new Date(value.expiresAt) <= now;
  if (!value.valid || isOver) {
    const detail = value.problem ?? "The access token has expired.";
    return { ...stop, code: "provider_auth_failed", detail };
  }
  const missing = missingScopes(value);
  if (missing.length === 0) return null;
  const detail = `The access token may not: ${missing.join(", ")}.`;
  return { ...stop, code: "provider_permission_missing", detail };
}

/** Where Meta names no scopes at all, it has not said that one is missing. */
export function missingScopes({ scopes }: FactValues["token"]): string[] {
  return scopes.length === 0 ? [] : neededScopes.filter((scope) => !scopes.includes(scope));
}

/** Of Meta's restrictions, those that keep messages from going; the others speak of templates and new numbers. */
const stoppingRestrictions: ReadonlySet<string> = new Set([
  "RESTRICTED_BIZ_INITIATED_MESSAGING",
  "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
]);

function stopOfRestrictions({ value, at }: NonNullable<Facts["restrictions"]>, now: Date): Stop | null {
  const ends = value
    .filter(({ type }) => stoppingRestrictions.has(type))
    .map(({ until }) => (until === null ? Number.POSITIVE_INFINITY : Date.parse(until)))
    .filter((end) => end > now.getTime());
  if (ends.length === 0) return null;
  const last = Math.max(...ends);
  const until = last === Number.POSITIVE_INFINITY ? null : new Date(last);
  return { fact: "restrictions", at, until, ...restricted("Meta restricts what the account may send.") };
}

function isLifted({ at, reason }: Pause, facts: Facts, told: Told): boolean {
  return lifts.some(({ fact, codes, on, when }) => {
    if (!told[on].has(fact) || !codes.some((code) => code === reason)) return false;
    const known = facts[fact];
    return known !== undefined && known.seenAt > at && when(facts);
  });
}

/** `on: "observed"` where the word is the very contrary of the reason; else it has to be news. */
type Lift = {
  fact: FactName;
  codes: readonly ErrorCode[];
  on: keyof Told;
  when(facts: Facts): boolean;
};

const lifts: readonly Lift[] = [
  {
    fact: "token",
    codes: ["provider_auth_failed"],
    on: "observed",
    when: ({ token }) => token?.value.valid === true,
  },
  {
    fact: "token",
    codes: ["provider_permission_missing"],
    on: "observed",
    when: ({ token }) =>
      token?.value.valid === true && token.value.scopes.length > 0 && missingScopes(token.value).length === 0,
  },
  {
    fact: "status",
    codes: ["sender_not_registered"],
    on: "observed",
    when: ({ status }) => status?.value === "CONNECTED",
  },
  {
    fact: "status",
    codes: ["account_restricted", "sender_quality_restricted"],
    on: "changed",
    when: ({ status }) => status?.value === "CONNECTED",
  },
  {
    fact: "ban",
    codes: ["account_restricted"],
    on: "changed",
    when: ({ ban }) => ban?.value.state === "REINSTATE",
  },
  {
    fact: "restrictions",
    codes: ["account_restricted"],
    on: "changed",
    when: ({ restrictions }) => !restrictions?.value.some(({ type }) => stoppingRestrictions.has(type)),
  },
  {
    fact: "membership",
    codes: ["account_restricted"],
    on: "changed",
    when: ({ membership }) => membership?.value === "member",
  },
  {
    fact: "review",
    codes: ["account_restricted"],
    on: "changed",
    when: ({ review }) => review?.value === "APPROVED",
  },
  {
    fact: "health",
    codes: ["account_restricted"],
    on: "changed",
    when: ({ health }) => health?.value.canSend !== "BLOCKED",
  },
  { fact: "quality", codes: ["sender_quality_restricted"], on: "changed", when: isGood },
  {
    fact: "flagged",
    codes: ["sender_quality_restricted"],
    on: "changed",
    when: ({ flagged }) => flagged?.value === false,
  },
];

function isGood({ quality }: Facts): boolean {
  return quality?.value === "GREEN" || quality?.value === "YELLOW";
}
