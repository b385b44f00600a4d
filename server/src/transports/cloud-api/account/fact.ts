// What Meta says of a business number or account, one fact at a time, however it was said: by webhook or when asked.

/** Each fact's value. Meta adds words at will, so most of them are text and read on as they are. */
export type FactValues = {
  /** GREEN, YELLOW, RED; UNKNOWN also stands for NA. */
  quality: string;
  /** Meta's legacy events FLAGGED and UNFLAGGED: quality was low for a while. */
  flagged: boolean;
  /** CONNECTED, PENDING, RESTRICTED, BANNED, … */
  status: string;
  name: DisplayName;
  /** People a whole portfolio may begin to write to in 24 hours; null is no limit. */
  messaging_limit: number | null;
  /** STANDARD, HIGH or NOT_APPLICABLE. */
  throughput: string;
  health: Health;
  /** Whether the number was proved by a code: VERIFIED, NOT_VERIFIED, EXPIRED. */
  verification: string;
  /** APPROVED, REJECTED, PENDING or DEFERRED. */
  review: string;
  /** SCHEDULE_FOR_DISABLE, DISABLE or REINSTATE, and the day Meta names in its own spelling. */
  ban: { state: string; day: string | null };
  /** The whole list: what it does not name any more does not hold. */
  restrictions: readonly Restriction[];
  /** Whether the account is (still) one that the app reaches: member, offboarded or deleted. */
  membership: string;
  token: TokenFact;
  notice: Notice;
};

export type FactName = keyof FactValues;
export type AccountFact = { [Name in FactName]: { fact: Name; value: FactValues[Name] } }[FactName];

export type DisplayName = { name: string | null; status: string; reason: string | null };

/** `until` is null when Meta names no end. */
export type Restriction = { type: string; until: string | null };

export type Health = {
  /** AVAILABLE, LIMITED or BLOCKED. */
  canSend: string;
  /** The portfolio, as far as the answer names it: messaging limits are shared by all its numbers. */
  portfolioId: string | null;
  problems: readonly HealthProblem[];
};

export type HealthProblem = {
  entity: string;
  canSend: string;
  code: string | null;
  description: string;
  solution: string | null;
};

/** What a token may do, never the token. `expiresAt` is null for one that does not expire. */
export type TokenFact = {
  valid: boolean;
  expiresAt: string | null;
  appId: string | null;
  scopes: readonly string[];
  /** Meta's reason when it is not valid. */
  problem: string | null;
};

/** Something that happened and leaves nothing that holds: a violation, an alert, a changed PIN. */
export type Notice = {
  event: string;
  severity: "info" | "warning" | "critical";
  detail: string | null;
};

/** TIER_250, TIER_2K, 10000, -1 …: Meta spells limits as words, numbers and text of numbers. */
export function readMessagingLimit(value: unknown): number | null | undefined {
  if (value === -1 || value === "-1") return null;
  if (typeof value === "number") return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  if (typeof value !== "string") return undefined;
  const tier = /^(?:TIER_)?(\d{1,9})(K?)$/.exec(value);
  if (tier !== null) return Number(tier[1]) * (tier[2] === "K" ? 1_000 : 1);
  return value === "TIER_UNLIMITED" ? null : undefined;
}

/** One of Meta's words; null for what is no word of anybody's. */
export function readWord(value: unknown): string | null {
  return typeof value === "string" && /^[A-Z][A-Z0-9_]{0,63}$/i.test(value) ? value.toUpperCase() : null;
}
