// The faults document: everything that may be made to go wrong, on demand and repeatably by seed.
import { boolean, integer, list, mapOf, number, oneOf, orNull, range, rate, record } from "./document.ts";
import { required, text } from "./document.ts";
import type { Range, Reader } from "./document.ts";
import { ackError, readWebFaults } from "./whatsapp-web/faults.ts";
import type { WebFaults } from "./whatsapp-web/faults.ts";

export type Faults = {
  seed: number;
  /** Time a Graph answer takes; 0 answers at once. */
  latency_ms: Range;
  /** Graph API faults apply to these phone-number-ids only; empty means every number. */
  only_numbers: string[];
  requests: RequestFaults;
  errors: ErrorFault[];
  account: AccountFaults;
  webhooks: WebhookFaults;
  web: WebFaults;
  /** By phone number in digits, without "+". */
  people: Record<string, PersonFault>;
};

export type RequestFaults = {
  /** Shares of POST /messages: the connection is reset before, or after, the message was accepted. */
  drop_request: number;
  lose_response: number;
  /** Shares that get no answer for `timeout_ms`, then a closed connection: without, or with, acceptance. */
  timeout_before: number;
  timeout_after: number;
  timeout_ms: number;
};

/** `sync` answers the request with the error; `async` accepts, then sends a failed status. */
export type ErrorFault = { code: number; rate: number; path: "sync" | "async" };

export type AccountFaults = {
  /** Nothing of the Graph API answers: "refuse" resets connections, "unavailable" answers 503, code 2. */
  outage: "refuse" | "unavailable" | null;
  /** Code every send is answered with: 368 policy, 131031 locked (Meta: error codes). */
  ban: 368 | 131031 | null;
  token_expired: boolean;
  /** Names of templates that answer 132015. */
  paused_templates: string[];
};

export type WebhookFaults = {
  duplicate: number;
  /** Share of updates held back by up to `reorder_ms`, so that later ones overtake them. */
  reorder: number;
  reorder_ms: number;
  lose: number;
  delay_ms: Range;
  /** Share of POSTs signed with a wrong secret. */
  bad_signature: number;
  /** Nothing is posted while true; what happened meanwhile arrives afterwards. */
  hold: boolean;
};

export type PersonFault = {
  /** Code a send is answered with, or (`fail`) that the accepted message fails with. */
  error: number | null;
  fail: number | null;
  lose_response: boolean;
  drop_request: boolean;
  never_delivered: boolean;
  /** WhatsApp Web: the error its ack carries, such as 463 or 479. */
  ack_error: number | null;
  /** The fault ends after this many sends; null keeps it. */
  times: number | null;
};

const code = integer({ min: 0, max: 9_999_999, default: 131000 });

const requests: Reader<RequestFaults> = record({
  drop_request: rate,
  lose_response: rate,
  timeout_before: rate,
  timeout_after: rate,
  timeout_ms: number({ min: 0, max: 600_000, default: 30_000 }),
});

const account: Reader<AccountFaults> = record({
  outage: oneOf<AccountFaults["outage"]>(["refuse", "unavailable", null], null),
  ban: oneOf<AccountFaults["ban"]>([368, 131031, null], null),
  token_expired: boolean(false),
  paused_templates: list(text(/^[a-z0-9_]{1,512}$/)),
});

const webhooks: Reader<WebhookFaults> = record({
  duplicate: rate,
  reorder: rate,
  reorder_ms: number({ min: 1, max: 86_400_000, default: 2_000 }),
  lose: rate,
  delay_ms: range({ min: 0, max: 0 }),
  bad_signature: rate,
  hold: boolean(false),
});

const person: Reader<PersonFault> = record({
  error: orNull(code, null),
  fail: orNull(code, null),
  lose_response: boolean(false),
  drop_request: boolean(false),
  never_delivered: boolean(false),
  ack_error: orNull(ackError, null),
  times: orNull(integer({ min: 1, max: 1_000_000, default: 1 }), null),
});

export const readFaults: Reader<Faults> = record({
  seed: integer({ min: 0, max: 4_294_967_295, default: 1 }),
  latency_ms: range({ min: 0, max: 0 }),
  only_numbers: list(text(/^\d{1,20}$/)),
  requests,
  errors: list(
    record<ErrorFault>({
      code: required(code),
      rate: required(rate),
      path: oneOf<ErrorFault["path"]>(["sync", "async"], "sync"),
    }),
  ),
  account,
  webhooks,
  web: readWebFaults,
  people: mapOf(/^[1-9]\d{4,14}$/, person),
});
