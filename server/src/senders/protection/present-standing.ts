// A number's health and limits as the API shows them: worked out at the moment of asking, stored nowhere.

import type { SenderHealth, SenderLimits, SessionResource } from "@waypost/contract";
import { spoken } from "./day.ts";
import type { Span } from "./facts.ts";
import type { Standing } from "./standing.ts";

export type Shown = {
  createdAt: Date;
  ratePerSecond: number;
  /** By a person, or by the provider; null when it is not, or not any more. */
  paused: { at: Date; until: Date | null; reason: string | null } | null;
  session: SessionResource | null;
  /** Null for numbers that nothing protects. */
  standing: Standing | null;
};

type Condition = Pick<SenderHealth, "state" | "reason" | "since">;

/** The gravest condition is the state; the score and its reasons are told beside it. */
export function presentHealth(shown: Shown, now: Date): SenderHealth {
  const { standing, createdAt } = shown;
  const condition = blocked(shown) ??
    pausedByPerson(shown) ??
    (standing === null ? null : (stopped(standing, now) ?? degraded(standing, now))) ?? {
      state: "healthy",
      reason: null,
      since: createdAt.toISOString(),
    };
  return { ...condition, score: standing?.health.score ?? null, reasons: reasonsOf(standing) };
}

function blocked({ session }: Shown): Condition | null {
  if (session?.state !== "banned") return null;
  return { state: "blocked", reason: session.reason, since: session.since };
}

function pausedByPerson({ paused }: Shown): Condition | null {
  return paused === null ? null : { state: "paused", reason: paused.reason, since: paused.at.toISOString() };
}

function stopped({ locks, health, tomorrow, protection }: Standing, now: Date): Condition | null {
  const when = (until: Date): string => `until ${spoken(until, now, protection.zone)}`;
  if (locks.breaker !== null) {
    const { since, until } = locks.breaker;
    const reason = `${when(until)}: ${locks.failures} failures in a row`;
    return { state: "paused", reason, since: since.toISOString() };
  }
  if (health.effect !== "rest") return null;
  const reason = `${when(tomorrow)}: health is ${health.score} of 100`;
  return { state: "paused", reason, since: sinceOf(health, now) };
}

function degraded({ locks, health, protection }: Standing, now: Date): Condition | null {
  if (locks.newChats !== null) {
    const { since, until } = locks.newChats;
    const reason = `no new chats until ${spoken(until, now, protection.zone)}: WhatsApp's decision`;
    return { state: "degraded", reason, since: since.toISOString() };
  }
  if (health.effect === "full") return null;
  return { state: "degraded", reason: health.reasons.at(0)?.text ?? null, since: sinceOf(health, now) };
}

function sinceOf({ reasons }: Standing["health"], now: Date): string {
  return new Date(Math.min(now.getTime(), ...reasons.map(({ since }) => since.getTime()))).toISOString();
}

function reasonsOf(standing: Standing | null): SenderHealth["reasons"] {
  if (standing === null) return [];
  const { locks, health } = standing;
  return [
    ...lockReason("breaker", `${locks.failures} failures in a row`, locks.breaker),
    ...lockReason("new_chats_locked", "WhatsApp lets this number begin no new chats", locks.newChats),
    ...health.reasons.map(({ code, points, text, until }) => ({
      code,
      points,
      text,
      until: until.toISOString(),
    })),
  ];
}

/** Locks stop by themselves and cost no points: what led to them has. */
function lockReason(code: string, text: string, span: Span | null): SenderHealth["reasons"] {
  return span === null ? [] : [{ code, points: 0, text, until: span.until.toISOString() }];
}

export function presentLimits(shown: Shown): SenderLimits {
  const { standing, ratePerSecond } = shown;
  return {
    per_second: ratePerSecond,
    per_day: standing?.sent.most ?? null,
    sent_today: standing?.sent.count ?? null,
    new_chats_per_day: standing?.newChats.most ?? null,
    new_chats_today: standing?.newChats.count ?? null,
    warm_up_stage: stageOf(standing),
    resumes_at: resumesAt(shown)?.toISOString() ?? null,
  };
}

function stageOf(standing: Standing | null): string | null {
  if (standing === null || standing.warmUp === null) return null;
  const { day, of } = standing.warmUp;
  return `day ${day} of ${of}: ${standing.sent.most} a day`;
}

/** When nothing stops the number as a whole any more; null also when only a person can say. */
function resumesAt({ paused, standing, session }: Shown): Date | null {
  if (session?.state === "banned" || (paused !== null && paused.until === null)) return null;
  const ends = [paused?.until ?? null];
  if (standing !== null) {
    const { locks, health, sent, tomorrow } = standing;
    ends.push(locks.breaker?.until ?? null);
    if (health.effect === "rest" || sent.count >= sent.most) ends.push(tomorrow);
  }
  return ends.reduce(
    (latest, end) => (latest === null || (end !== null && end > latest) ? end : latest),
    null,
  );
}
