// What a preflight has to know of the numbers a campaign is sent from; the house finds it out, this room does not.

import type { Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";

/** A day's room: of all messages, and of those to people it has not written to. */
export type DayRoom = { most: number; strangers: number; isWarmingUp: boolean };

export type NumberStanding = {
  id: string;
  name: string;
  /** Lives on a phone: WhatsApp bans it for what a business number may do, and Meta charges nothing. */
  isPhone: boolean;
  /** On the average, under all that paces it. */
  perSecond: number;
  /** From when on it may send; null while nobody knows. */
  opensAt: Date | null;
  /** Null where no day has a limit. */
  days: { room(day: number): DayRoom; firstEndsAt: Date } | null;
  /** Its own, by each person's clock. */
  quietHours: { from: string; to: string } | null;
  /** Meta's limit of people in 24 hours, which the portfolio's numbers share; null without one. */
  portfolio: { id: string; allowed: number; used: number } | null;
  /** What is wrong with it, as codes and in words. */
  troubles: readonly { code: string; detail: string }[];
};

/** What one message to this country costs on that day. */
export type PriceOf = (asked: { country: string; isTemplate: boolean; at: Date }) => Price;
export type Price =
  | { kind: "free" | "unknown" }
  | { kind: "charged"; currency: string; amountMicros: number };

export type PreflightHouse = {
  numbersOf(tx: Tx, of: { tenantId: string; mode: Mode; ids: readonly string[] }): Promise<NumberStanding[]>;
  pricesOf(tx: Tx, of: { tenantId: string; category: string }): Promise<PriceOf>;
  /** How many messages a day the tenant's plan allows; null without a cap. */
  dailyCapOf(tenantId: string): Promise<number | null>;
};
