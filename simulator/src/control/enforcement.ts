// Meta's judgement of numbers, accounts and the portfolio: set here, shown by the Graph API, told by webhook.
import { callbackFor } from "../business/index.ts";
import type { Account, PhoneNumber } from "../business/index.ts";
import { displayOf } from "../business/numbers.ts";
import { peopleOf } from "../business/standing.ts";
import { DocumentRefused, oneOf } from "../document.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { isObject } from "../json.ts";
import type { JsonObject } from "../json.ts";
import type { Network } from "../network.ts";
import { emitAccount } from "../webhooks/account.ts";
import type { ControlCall } from "./index.ts";
import { ControlRefused } from "./refused.ts";

const WORDS = {
  quality: ["GREEN", "YELLOW", "RED", "UNKNOWN"],
  throughput: ["STANDARD", "HIGH", "NOT_APPLICABLE"],
  can_send: ["AVAILABLE", "LIMITED", "BLOCKED"],
  name_status: ["APPROVED", "AVAILABLE_WITHOUT_REVIEW", "DECLINED", "EXPIRED", "PENDING_REVIEW", "NONE"],
  review: ["APPROVED", "REJECTED", "PENDING", "DEFERRED"],
} as const;

function word(body: JsonObject, name: keyof typeof WORDS, kept: string): string {
  return oneOf<string>(WORDS[name], kept)(body[name], name);
}

/**
 * POST numbers/{id} `{quality, status, throughput, name_status, can_send, problem, registered, verified}`; what is left
 * out stays.
 * Quality is told by nobody (Meta: webhooks): who wants to know has to ask.
 */
export function judgeNumber({ network, path, body }: ControlCall): Answer {
  const number = network.business.numberById.get(path[1] ?? "");
  if (!number) throw new ControlRefused("no such number", 404);
  const { standing } = number;
  const before = { ...standing };
  Object.assign(standing, {
    quality: word(body, "quality", standing.quality),
    throughput: word(body, "throughput", standing.throughput),
    nameStatus: word(body, "name_status", standing.nameStatus),
    canSend: word(body, "can_send", standing.canSend),
    status: textOrNull(body, "status", standing.status),
    problem: textOrNull(body, "problem", standing.problem),
  });
  if (typeof body["registered"] === "boolean") number.registration.registered = body["registered"];
  if (typeof body["verified"] === "boolean") number.registration.verified = body["verified"];
  if (standing.throughput === "HIGH" && before.throughput !== "HIGH") tellThroughput(network, number);
  if (standing.nameStatus !== before.nameStatus) tellName(network, number);
  return reply({ ...standing });
}

function textOrNull(body: JsonObject, name: string, kept: string | null): string | null {
  const value = body[name];
  if (value === undefined) return kept;
  if (value === null || typeof value === "string") return value;
  throw new DocumentRefused(name, "must be text or null");
}

function tellThroughput(network: Network, number: PhoneNumber) {
  const value = {
    display_phone_number: number.digits,
    event: "THROUGHPUT_UPGRADE",
    max_daily_conversations_per_business: network.business.portfolio.limit,
  };
  emitAccount(network, number.account, { field: "phone_number_quality_update", value });
}

function tellName(network: Network, number: PhoneNumber) {
  const decision = number.standing.nameStatus === "APPROVED" ? "APPROVED" : "REJECTED";
  const value = {
    display_phone_number: number.digits,
    decision,
    requested_verified_name: number.verifiedName,
    rejection_reason: decision === "APPROVED" ? "NONE" : "The name does not show who the business is.",
  };
  emitAccount(network, number.account, { field: "phone_number_name_update", value });
}

/** POST accounts/{waba_id} `{review, can_send}`. */
export function judgeAccount({ network, path, body }: ControlCall): Answer {
  const account = accountAt(network, path[1]);
  const before = account.standing.review;
  account.standing.review = word(body, "review", before);
  account.standing.canSend = word(body, "can_send", account.standing.canSend);
  const { review } = account.standing;
  if (review !== before)
    emitAccount(network, account, { field: "account_review_update", value: { decision: review } });
  return reply({ ...account.standing });
}

/** PUT portfolio `{messaging_limit: "TIER_2K"}`; every account hears of it. */
export function limitPortfolio({ network, body }: ControlCall): Answer {
  const { portfolio, accounts } = network.business;
  const limit = body["messaging_limit"];
  if (typeof limit !== "string" || !/^TIER_(\d+K?|UNLIMITED)$/.test(limit)) {
    throw new DocumentRefused("messaging_limit", "must be a tier such as TIER_2K");
  }
  portfolio.limit = limit;
  const people = peopleOf(limit);
  for (const account of accounts.values()) {
    const value = {
      max_daily_conversations_per_business: people === Number.POSITIVE_INFINITY ? -1 : people,
      max_phone_numbers_per_business: 20,
    };
    emitAccount(network, account, { field: "business_capability_update", value });
  }
  return reply({ id: portfolio.id, messaging_limit: limit, initiated: portfolio.initiated.size });
}

/**
 * POST accounts/{waba_id}/tell `{field, value}`: any webhook about the account, as Meta words it. A number's id in
 * `phone_number_id` fills in its `display_phone_number`. `at` (seconds) tells it as of another time.
 */
export function tellOfAccount({ network, path, body }: ControlCall): Answer {
  const account = accountAt(network, path[1]);
  const { field, value, phone_number_id: id, at } = body;
  if (typeof field !== "string" || !isObject(value)) throw new ControlRefused("field and value are needed");
  const number = typeof id === "string" ? network.business.numberById.get(id) : undefined;
  const named = number ? { display_phone_number: displayOf(number.digits), ...value } : value;
  const told = emitAccount(network, account, {
    field,
    value: named,
    at: typeof at === "number" ? at : undefined,
  });
  return reply({ told, callback: callbackFor(network.business, account)?.url ?? null });
}

function accountAt(network: Network, id: string | undefined): Account {
  const account = network.business.accounts.get(id ?? "");
  if (!account) throw new ControlRefused("no such waba_id", 404);
  return account;
}
