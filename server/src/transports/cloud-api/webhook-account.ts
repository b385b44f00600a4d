// Reads Meta's webhooks about numbers, accounts and people's marketing preference into facts with their time.

import { fields, words } from "../http/json.ts";
import { type AccountFact, type Notice, readMessagingLimit, readWord } from "./account/fact.ts";
import { readId } from "./account/health.ts";
import type { OtherChange } from "./webhook.ts";
import { readTimestamp } from "./webhook-time.ts";

/** Something Meta said of an account, or of one of its numbers. */
export type AccountEvent = {
  wabaId: string;
  /** By Meta's id or, in most webhooks, as it is displayed; null speaks of the account. */
  number: { phoneNumberId: string } | { address: string } | null;
  at: Date;
  said: AccountFact;
};

/** A person asked for no more marketing messages of one number, or for them again. */
export type PreferenceEvent = {
  phoneNumberId: string;
  /** E.164 with "+", or Meta's id of who shows no number. */
  person: string;
  /** `marketing_messages` is the only one so far. */
  category: string;
  wants: boolean;
  at: Date;
};

export type AccountChanges = {
  events: readonly AccountEvent[];
  preferences: readonly PreferenceEvent[];
};

/**
 * What of a webhook's other changes is about accounts; the rest (templates, errors, kinds yet unknown) is left alone.
 * Never throws: a field that cannot be read says nothing. `receivedAt` stands in where Meta names no time.
 */
export function readAccountChanges(changes: readonly OtherChange[], receivedAt: Date): AccountChanges {
  const events: AccountEvent[] = [];
  const preferences: PreferenceEvent[] = [];
  for (const change of changes) {
    const at = change.at ?? receivedAt;
    const { wabaId } = change;
    if (change.field === "user_preferences") preferences.push(...readPreferences(change, at));
    else if (wabaId !== null) {
      const read = readers[change.field]?.(fields(change.value)) ?? nothing;
      const number = read.number ?? null;
      events.push(...read.facts.map((said) => ({ wabaId, number, at, said })));
    }
  }
  return { events, preferences };
}

type Value = Readonly<Record<string, unknown>>;
type Read = { number?: AccountEvent["number"]; facts: readonly AccountFact[] };

const nothing: Read = { facts: [] };

/** By the name of Meta's webhook field (WhatsApp Business Platform, "Webhooks reference", 2026). */
const readers: Readonly<Record<string, (value: Value) => Read>> = {
  phone_number_quality_update: readQuality,
  phone_number_name_update: readName,
  account_update: readUpdate,
  account_review_update: ({ decision }) => ({ facts: wordFact("review", decision) }),
  account_alerts: readAlert,
  business_capability_update: (value) => ({
    facts: limitFact(value["max_daily_conversations_per_business"]),
  }),
  security: readSecurity,
};

/** Since October 2025 the limit is the portfolio's; `current_limit` of one number went in February 2026. */
function readQuality(value: Value): Read {
  const event = readWord(value["event"]);
  const facts: AccountFact[] = [
    ...limitFact(value["max_daily_conversations_per_business"] ?? value["current_limit"]),
  ];
  if (event === "THROUGHPUT_UPGRADE") facts.push({ fact: "throughput", value: "HIGH" });
  if (event === "FLAGGED") facts.push({ fact: "flagged", value: true });
  if (event === "UNFLAGGED") facts.push({ fact: "flagged", value: false });
  return { number: numberIn(value["display_phone_number"]), facts };
}

function readName(value: Value): Read {
  const status = readWord(value["decision"]);
  if (status === null) return nothing;
  const name = { name: words(value["requested_verified_name"]), status, reason: reasonIn(value) };
  return { number: numberIn(value["display_phone_number"]), facts: [{ fact: "name", value: name }] };
}

/** Meta writes NONE where there is no reason. */
function reasonIn(value: Value): string | null {
  const reason = words(value["rejection_reason"]);
  return reason === "NONE" ? null : reason;
}

/** A ban or restrictions are read whatever the event is called: some samples name it otherwise. */
function readUpdate(value: Value): Read {
  const event = readWord(value["event"]);
  const facts: AccountFact[] = [];
  const { waba_ban_state: ban, waba_ban_date: day } = fields(value["ban_info"]);
  const state = Array.isArray(ban) ? readWord(ban[0]) : readWord(ban);
  if (state !== null) facts.push({ fact: "ban", value: { state, day: words(day) } });
  if (Array.isArray(value["restriction_info"])) {
    facts.push({ fact: "restrictions", value: value["restriction_info"].flatMap(readRestriction) });
  }
  const membership = event === null ? undefined : memberships[event];
  if (membership !== undefined) facts.push({ fact: "membership", value: membership });
  if (facts.length === 0 && event !== null) facts.push(noticeFact(event, fields(value)));
  return { number: numberIn(value["phone_number"]), facts };
}

const memberships: Readonly<Record<string, string>> = {
  ACCOUNT_DELETED: "deleted",
  ACCOUNT_OFFBOARDED: "offboarded",
  ACCOUNT_RECONNECTED: "member",
};

function readRestriction(item: unknown): { type: string; until: string | null }[] {
  const { restriction_type: type, expiration } = fields(item);
  const name = readWord(type);
  return name === null ? [] : [{ type: name, until: readInstant(expiration)?.toISOString() ?? null }];
}

/** Seconds since 1970, or text such as 2026-04-19T13:59:20+0000. */
function readInstant(value: unknown): Date | null {
  if (typeof value !== "string" || /^\d+$/.test(value)) return readTimestamp(value);
  const at = new Date(value.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
  return Number.isNaN(at.getTime()) ? null : at;
}

function noticeFact(event: string, value: Value): AccountFact {
  const violation = words(fields(value["violation_info"])["violation_type"]);
  const severity = event === "ACCOUNT_VIOLATION" ? "warning" : "info";
  return { fact: "notice", value: { event, severity, detail: violation } };
}

const severities: Readonly<Record<string, Notice["severity"]>> = { CRITICAL: "critical", WARNING: "warning" };

function readAlert(value: Value): Read {
  const { alert_type: type, alert_severity: severity, alert_description: text } = fields(value["alert_info"]);
  const event = readWord(type);
  if (event === null) return nothing;
  const id = value["entity_type"] === "PHONE_NUMBER" ? readId(value["entity_id"]) : null;
  const grave = severities[readWord(severity) ?? ""] ?? "info";
  return {
    number: id === null ? null : { phoneNumberId: id },
    facts: [{ fact: "notice", value: { event, severity: grave, detail: words(text) } }],
  };
}

/** PIN_CHANGED, PIN_RESET_REQUEST, PIN_RESET_SUCCESS; who asked is an id of Meta's. */
function readSecurity(value: Value): Read {
  const event = readWord(value["event"]);
  if (event === null) return nothing;
  const requester = readId(value["requester"]);
  const detail = requester === null ? null : `requested by ${requester}`;
  return {
    number: numberIn(value["display_phone_number"]),
    facts: [{ fact: "notice", value: { event, severity: "warning", detail } }],
  };
}

function wordFact(fact: "review", value: unknown): AccountFact[] {
  const word = readWord(value);
  return word === null ? [] : [{ fact, value: word }];
}

function limitFact(value: unknown): AccountFact[] {
  const limit = readMessagingLimit(value);
  return limit === undefined ? [] : [{ fact: "messaging_limit", value: limit }];
}

/** As it is displayed, in any spelling: `914840000000` and `+91 484 000 0000` are one number. */
function numberIn(displayed: unknown): AccountEvent["number"] {
  const digits = typeof displayed === "string" ? displayed.replace(/\D/g, "") : "";
  return /^\d{5,20}$/.test(digits) ? { address: `+${digits}` } : null;
}

function readPreferences({ phoneNumberId, value }: OtherChange, at: Date): PreferenceEvent[] {
  const list = fields(value)["user_preferences"];
  if (phoneNumberId === null || !Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const { wa_id: waId, user_id: userId, category, value: wish, timestamp } = fields(item);
    const person = readPhone(waId) ?? words(userId);
    if (person === null || (wish !== "stop" && wish !== "resume")) return [];
    const told = { category: words(category) ?? "marketing_messages", wants: wish === "resume" };
    return [{ phoneNumberId, person, ...told, at: readTimestamp(timestamp) ?? at }];
  });
}

function readPhone(value: unknown): string | null {
  const digits = typeof value === "number" ? String(value) : value;
  return typeof digits === "string" && /^\+?\d{5,20}$/.test(digits) ? `+${digits.replace("+", "")}` : null;
}
