// What a campaign's preflight asks of the other rooms: its numbers, their limits, and what messages cost.

import type { CloudApiStanding, SessionResource } from "@waypost/contract";
import {
  cloudApiStandings,
  costOf,
  type Headroom,
  headroomOf,
  type Rate,
  readRateCard,
} from "../accounts/index.ts";
import type { NumberStanding, PreflightHouse, PriceOf } from "../campaigns/index.ts";
import type { Tx } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";
import {
  dayAhead,
  livesOnPhone,
  readSendersNamed,
  type SenderRow,
  type Standing,
  standingsOf,
  usualGapMs,
} from "../senders/index.ts";
import { sessionsOf } from "../sessions/index.ts";
import type { House } from "./house.ts";

type PlansHouse = { plans: { inForce: Pick<House["plans"]["inForce"], "of"> } };

export function preflightHouse({ plans }: PlansHouse): PreflightHouse {
  return {
    numbersOf,
    pricesOf,
    dailyCapOf: async (tenantId) => (await plans.inForce.of(tenantId))?.caps.messages_per_day ?? null,
  };
}

type Wanted = { tenantId: string; mode: Mode; ids: readonly string[] };

async function numbersOf(tx: Tx, { tenantId, mode, ids }: Wanted): Promise<NumberStanding[]> {
  const now = new Date();
  const rows = await readSendersNamed(tx, [tenantId, mode, ids]);
  const standings = await standingsOf(tx, rows, now);
  const sessions = await sessionsOf(tx, rows);
  const atMeta = await cloudApiStandings(tx, rows, now);
  const limits = new Map(
    [...atMeta.values()].flatMap(({ messaging_limit: limit }) => {
      const portfolio = limit?.portfolio_id ?? null;
      return limit === null || portfolio === null ? [] : [[portfolio, limit.people] as const];
    }),
  );
  const headrooms = await headroomOf(tx, tenantId, limits);
  return rows.map((row) => {
    const meta = atMeta.get(row.id) ?? null;
    const known: Known = {
      standing: standings.get(row.id) ?? null,
      session: sessions.get(row.id) ?? null,
      meta,
      headroom: headrooms.get(meta?.messaging_limit?.portfolio_id ?? "") ?? null,
    };
    return standingOfNumber(row, known, now);
  });
}

type Known = {
  standing: Standing | null;
  session: SessionResource | null;
  meta: CloudApiStanding | null;
  headroom: Headroom | null;
};

function standingOfNumber(row: SenderRow, known: Known, now: Date): NumberStanding {
  const { standing, headroom } = known;
  const pace = standing === null ? Infinity : 1_000 / usualGapMs(standing);
  return {
    id: row.id,
    name: row.name,
    isPhone: livesOnPhone(row.transport),
    perSecond: Math.min(row.rate_per_second, pace),
    opensAt: opensAt(row, standing, now),
    days: standing === null ? null : { room: (day) => roomOf(standing, day), firstEndsAt: standing.tomorrow },
    quietHours: standing?.protection.quietHours ?? null,
    portfolio:
      headroom === null ? null : { id: headroom.portfolio, allowed: headroom.allowed, used: headroom.used },
    troubles: troublesOf(row, known, now),
  };
}

function roomOf(standing: Standing, day: number): ReturnType<NonNullable<NumberStanding["days"]>["room"]> {
  const { most, newChats, isWarmingUp } = dayAhead(standing, day);
  return { most, strangers: newChats, isWarmingUp };
}

function isPaused({ paused_at, paused_until }: SenderRow, now: Date): boolean {
  return paused_at !== null && (paused_until === null || paused_until > now);
}

function opensAt(row: SenderRow, standing: Standing | null, now: Date): Date | null {
  if (isPaused(row, now)) return row.paused_until;
  return standing?.locks.breaker?.until ?? now;
}

function troublesOf(
  row: SenderRow,
  { standing, session, meta }: Known,
  now: Date,
): NumberStanding["troubles"] {
  const found: { code: string; detail: string }[] = [];
  const add = (code: string, detail: string): void => void found.push({ code, detail });
  if (isPaused(row, now)) add("sender_paused", `it is paused: ${row.pause_reason ?? "no reason given"}.`);
  if (session !== null && session.state !== "connected")
    add("session_not_connected", `its session is ${session.state}.`);
  if (standing !== null && standing.health.effect !== "full")
    add("number_health", "its health is low, so that it sends half of what it may.");
  if (standing !== null && standing.locks.breaker !== null)
    add("number_resting", "too many messages failed one after the other; it rests.");
  if (meta?.quality === "RED" || meta?.quality === "YELLOW")
    add("number_quality", `WhatsApp rates its quality ${meta.quality.toLowerCase()}.`);
  const ability = meta?.health?.can_send ?? "AVAILABLE";
  if (ability !== "AVAILABLE")
    add("number_health", `WhatsApp says that its sending is ${ability.toLowerCase()}.`);
  for (const { type } of meta?.restrictions ?? [])
    add("number_restricted", `WhatsApp restricts it: ${type}.`);
  return found;
}

/**
 * A template is reckoned as outside of a window, and a free-form message as within one: no other is delivered. How many
 * service messages of the month were free is left to the usage report.
 */
async function pricesOf(
  tx: Tx,
  { tenantId, category }: { tenantId: string; category: string },
): Promise<PriceOf> {
  const rates = await readRateCard(tx, tenantId);
  return ({ country, isTemplate, at }) => {
    const priced = isTemplate ? (category as Priced) : "service";
    const cost = costOf({ category: priced, country, at, windowOpen: !isTemplate }, rates);
    return cost.kind === "charged"
      ? { kind: "charged", currency: cost.currency, amountMicros: cost.amountMicros }
      : { kind: cost.kind };
  };
}

type Priced = Exclude<Rate["category"], "authentication_international">;
