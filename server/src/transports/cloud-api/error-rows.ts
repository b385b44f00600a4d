// Every error code Meta documents for the Cloud API, and what each means for a message of ours.

import type { ErrorCode } from "@waypost/contract";
import type { Scope } from "../transport.ts";

/**
 * transient: the same message may pass in a moment. throttle: it may pass, more slowly. permanent: never,
 * as it is. config, auth: not before a person (or a webhook) has changed the sender or template.
 */
export type ErrorClass = "transient" | "throttle" | "permanent" | "config" | "auth";

/** Rows that share what follows from them. */
export type ErrorGroup = { class: ErrorClass; scope: Scope; rows: readonly ErrorRow[] };

/** A code or both ends of a range; `afterMs` only where a source states a time. */
export type ErrorRow = readonly [
  codes: number | readonly [from: number, to: number],
  error: ErrorCode,
  source: Source,
  afterMs?: number,
];

/**
 * page: developers.facebook.com, WhatsApp Business Platform, "Error codes" (September 2026).
 * graph: developers.facebook.com, Graph API, "Handle errors" and "Rate limits".
 * mm: the Marketing Messages API's own table. pywa: david-lev/pywa 4.4, for codes Meta's page does not name.
 * field: reported by several clients of the API, on no page of Meta's.
 */
export type Source = "page" | "graph" | "mm" | "pywa" | "field";

const minute = 60_000;
const hour = 60 * minute;

const auth: ErrorGroup = {
  class: "auth",
  scope: "sender",
  rows: [
    [0, "provider_auth_failed", "page"],
    [102, "provider_auth_failed", "graph"],
    [104, "provider_auth_failed", "page"],
    [190, "provider_auth_failed", "page"],
    [3, "provider_permission_missing", "page"],
    [10, "provider_permission_missing", "page"],
    [[200, 299], "provider_permission_missing", "page"],
    [131005, "provider_permission_missing", "page"],
  ],
};

const transient: ErrorGroup = {
  class: "transient",
  scope: "message",
  rows: [
    [1, "provider_error", "page"],
    [2, "provider_unavailable", "page"],
    [131000, "provider_error", "page"],
    [131016, "provider_unavailable", "page"],
    // Maintenance, such as a throughput upgrade, takes up to a minute.
    [131057, "provider_unavailable", "page", minute],
    [133004, "provider_unavailable", "page"],
    [134101, "template_not_ready", "mm", minute],
  ],
};

const senderPace: ErrorGroup = {
  class: "throttle",
  scope: "sender",
  rows: [
    [4, "provider_throttled", "page", minute],
    [17, "provider_throttled", "graph", minute],
    [32, "provider_throttled", "graph", minute],
    [341, "provider_throttled", "graph", minute],
    [613, "provider_throttled", "graph", minute],
    [80007, "provider_throttled", "page", minute],
    [80008, "provider_throttled", "graph", minute],
    // 1 to 5 seconds; messaging adds the jitter.
    [130429, "provider_throttled", "page", 3000],
    [133008, "provider_throttled", "page", minute],
    [133009, "provider_throttled", "page", minute],
  ],
};

const pairPace: ErrorGroup = {
  class: "throttle",
  scope: "recipient",
  // One message per 6 seconds to one person, after a burst of 45.
  rows: [[131056, "pair_rate_limited", "page", 6000]],
};

const flowPace: ErrorGroup = {
  class: "throttle",
  scope: "message",
  // Ten messages an hour while the flow is throttled.
  rows: [[132069, "flow_unavailable", "page", 6 * minute]],
};

const senderConfig: ErrorGroup = {
  class: "config",
  scope: "sender",
  rows: [
    [33, "sender_not_registered", "page"],
    [368, "account_restricted", "page"],
    [131031, "account_restricted", "page"],
    [131037, "display_name_not_approved", "page"],
    [131042, "payment_required_by_provider", "page"],
    [131044, "payment_required_by_provider", "pywa"],
    [131045, "sender_not_registered", "page"],
    [131048, "sender_quality_restricted", "page"],
    [131064, "sender_quality_restricted", "page"],
    [133000, "sender_not_registered", "page"],
    [[133005, 133006], "sender_not_registered", "page"],
    [133010, "sender_not_registered", "page"],
    [133015, "sender_not_registered", "page", 5 * minute],
    [133016, "provider_throttled", "page", 72 * hour],
    [134011, "account_restricted", "page"],
    // The number is being moved to another account.
    [2388012, "sender_not_registered", "page"],
    [2388091, "sender_not_registered", "page"],
    [2388093, "sender_not_registered", "page"],
    [2388103, "sender_not_registered", "page"],
    [2494100, "sender_not_registered", "page"],
  ],
};

const templateConfig: ErrorGroup = {
  class: "config",
  scope: "template",
  rows: [
    // Marketing alone is barred; the sender's other messages go on.
    [131063, "marketing_not_enabled", "page"],
    [134102, "marketing_not_enabled", "mm"],
    [132007, "template_policy_violation", "page"],
    // Lifted by the template's APPROVED webhook, after 3 or 6 hours.
    [132015, "template_paused", "page"],
  ],
};

const recipient: ErrorGroup = {
  class: "permanent",
  scope: "recipient",
  rows: [
    [130403, "recipient_blocked", "page"],
    [130472, "recipient_in_experiment", "page"],
    [130497, "country_restricted", "page"],
    [131021, "recipient_is_sender", "page"],
    [131026, "recipient_undeliverable", "page"],
    // About the one person who is no tester: the sender's other messages may well go.
    [131030, "recipient_not_allowed", "pywa"],
    [131047, "window_closed", "page"],
    // A repetition within 24 hours prolongs the block, so none is ours to start; a campaign may, days later.
    [131049, "marketing_capped", "page"],
    [131050, "recipient_opted_out", "page"],
    [131062, "recipient_phone_required", "page"],
    [137000, "recipient_identity_changed", "pywa"],
  ],
};

const content: ErrorGroup = {
  class: "permanent",
  scope: "message",
  rows: [
    [100, "request_rejected", "page"],
    [131008, "request_rejected", "page"],
    [131009, "request_rejected", "page"],
    [131051, "type_not_supported", "page"],
    [131052, "media_rejected", "page"],
    [131053, "media_rejected", "page"],
    [131055, "marketing_only", "mm"],
    [134100, "marketing_only", "mm"],
    [135000, "request_rejected", "page"],
    // Unlike the pause, these never end, so that waiting would only end in expiry.
    [132001, "template_missing", "page"],
    [132016, "template_disabled", "page"],
    [132000, "template_parameters_invalid", "page"],
    [132005, "template_parameters_invalid", "page"],
    [132008, "template_parameters_invalid", "pywa"],
    [132012, "template_parameters_invalid", "page"],
    [132018, "template_parameters_invalid", "page"],
    [132068, "flow_unavailable", "page"],
  ],
};

/** Groups, calls, flows and user names: nothing a message of ours asks for. */
const elsewhere: ErrorGroup = {
  class: "permanent",
  scope: "message",
  rows: [
    [131020, "request_rejected", "page"],
    [131041, "request_rejected", "page"],
    [131059, "request_rejected", "page"],
    [[131200, 131299], "request_rejected", "page"],
    [[138000, 138999], "request_rejected", "page"],
    [[139000, 139999], "request_rejected", "page"],
    [[147001, 147005], "request_rejected", "page"],
  ],
};

/** What creating, changing and deleting a template is answered with, mostly as the subcode of a 100. */
const templates: ErrorGroup = {
  class: "permanent",
  scope: "template",
  rows: [
    [2388019, "template_limit_reached", "page"],
    [2388023, "template_name_taken", "field"],
    [2388024, "template_exists", "field"],
    [2388039, "template_edit_limited", "page"],
    [2388040, "template_refused", "page"],
    [2388043, "template_refused", "field"],
    [2388047, "template_refused", "page"],
    [2388072, "template_refused", "page"],
    [2388073, "template_refused", "page"],
    [2388293, "template_refused", "page"],
    [2388299, "template_refused", "page"],
    [2593002, "template_missing", "field"],
  ],
};

export const errorGroups: readonly ErrorGroup[] = [
  auth,
  transient,
  senderPace,
  pairPace,
  flowPace,
  senderConfig,
  templateConfig,
  recipient,
  content,
  templates,
  elsewhere,
];
