// The golden table: what a provider may do to a message, and what then is true of it. Meta's page "Error codes" is the
// source of each code's meaning, `server/src/transports/cloud-api/error-rows.ts` of what we make of it.

import {
  arrives,
  arrivesAgain,
  dead,
  deadAfterwards,
  doubted,
  type Fault,
  settledByReceipts,
  stops,
  waits,
} from "./fault.ts";

const template = { type: "template", template: { name: "hello_world", language: { code: "en_US" } } };

function refusal(code: number, error: string): Fault {
  return { title: `${code} refused`, cause: { person: { error: code } }, expected: dead(error) };
}

function lateRefusal(code: number, error: string): Fault {
  return { title: `${code} afterwards`, cause: { person: { fail: code } }, expected: deadAfterwards(error) };
}

function passing(code: number): Fault {
  return { title: `${code} once`, cause: { person: { error: code, times: 1 } }, expected: arrivesAgain() };
}

function stopping(code: number, error: string): Fault {
  return {
    title: `${code} stops the sender`,
    cause: { person: { error: code, times: 1 } },
    expected: stops(error),
  };
}

/** One message may meet these without the next one meeting them. */
export const aboutOneMessage: readonly Fault[] = [
  refusal(100, "request_rejected"),
  refusal(131008, "request_rejected"),
  refusal(131009, "request_rejected"),
  refusal(131021, "recipient_is_sender"),
  refusal(131026, "recipient_undeliverable"),
  refusal(131030, "recipient_not_allowed"),
  refusal(131047, "window_closed"),
  refusal(131049, "marketing_capped"),
  refusal(131050, "recipient_opted_out"),
  refusal(131051, "type_not_supported"),
  refusal(131053, "media_rejected"),
  refusal(130403, "recipient_blocked"),
  refusal(130472, "recipient_in_experiment"),
  refusal(130497, "country_restricted"),
  refusal(132000, "template_parameters_invalid"),
  refusal(132001, "template_missing"),
  refusal(132016, "template_disabled"),
  refusal(135000, "request_rejected"),
  refusal(137000, "recipient_identity_changed"),
  refusal(999_999, "request_rejected"),
  lateRefusal(131026, "recipient_undeliverable"),
  lateRefusal(131049, "marketing_capped"),
  lateRefusal(131053, "media_rejected"),
  lateRefusal(130472, "recipient_in_experiment"),
  passing(1),
  passing(2),
  passing(131000),
  passing(131016),
  passing(131056),
  {
    title: "131000 afterwards",
    cause: { person: { fail: 131000, times: 1 } },
    expected: {
      ...waits("provider_error", [29, 40]),
      timeline: ["accepted", "attempt", "attempt_accepted", "failed", "waiting"],
    },
  },
  {
    title: "131057, a number under maintenance",
    cause: { person: { error: 131057 } },
    expected: waits("provider_unavailable", [59, 75]),
  },
  {
    title: "an answer that was lost",
    cause: { person: { lose_response: true } },
    expected: settledByReceipts(),
  },
  { title: "a request that was lost", cause: { person: { drop_request: true } }, expected: doubted() },
  {
    title: "a phone that is off",
    cause: { person: { never_delivered: true } },
    expected: { ...arrives(["sent"]), received: 0 },
  },
];

/** These stop or slow the number that meets them. */
export const aboutTheSender: readonly Fault[] = [
  stopping(0, "provider_auth_failed"),
  stopping(190, "provider_auth_failed"),
  stopping(10, "provider_permission_missing"),
  stopping(131005, "provider_permission_missing"),
  stopping(368, "account_restricted"),
  stopping(131031, "account_restricted"),
  stopping(131037, "display_name_not_approved"),
  stopping(131042, "payment_required_by_provider"),
  stopping(131045, "sender_not_registered"),
  stopping(131048, "sender_quality_restricted"),
  stopping(133010, "sender_not_registered"),
];

/** What comes back to us is lost, doubled or forged; or a template is paused. Played alone: they are of the network. */
export const aboutTheNetwork: readonly Fault[] = [
  {
    title: "132015, a paused template",
    cause: { network: { account: { paused_templates: ["hello_world"] } } },
    message: template,
    expected: {
      ...waits("template_paused", [86_399, 86_405]),
      timeline: ["accepted", "attempt", "attempt_deferred", "template_held", "waiting"],
    },
  },
  { title: "every webhook twice", cause: { network: { webhooks: { duplicate: 1 } } }, expected: arrives() },
  {
    title: "no webhook at all",
    cause: { network: { webhooks: { lose: 1 } } },
    expected: { ...arrives([]), status: "sent" },
  },
  {
    title: "webhooks with a wrong signature",
    cause: { network: { webhooks: { bad_signature: 1 } } },
    expected: { ...arrives([]), status: "sent" },
  },
];
