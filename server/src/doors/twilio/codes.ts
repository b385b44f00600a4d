// Twilio's error codes for ours (https://www.twilio.com/docs/api/errors). Pure.

import type { ErrorCode } from "@waypost/contract";
import type { AppError } from "../../kernel/errors.ts";

/** For a request that was refused. */
export function requestErrorCode({ code, errors }: AppError): number {
  const byCode = requestCodes[code];
  if (byCode !== undefined) return byCode;
  return errors.map(({ path }) => fieldCodes[path]).find((found) => found !== undefined) ?? invalidRequest;
}

/** For a message that failed after it was accepted. */
export function messageErrorCode(code: string): number {
  return messageCodes[code] ?? unknownError;
}

/** "Bad request": the code of what has none of its own. */
const invalidRequest = 20400;
/** "Unknown error". */
const unknownError = 30008;

const fieldCodes: Readonly<Record<string, number>> = {
  "/To": 21604,
  "/to": 21211,
  "/From": 21603,
  "/from": 21212,
  "/Body": 21619,
  "/text/body": 21617,
  "/MediaUrl": 21620,
  "/ContentSid": 21655,
  "/ContentVariables": 21656,
  "/StatusCallback": 21609,
  "/SendAt": 35114,
  "/send_at": 35114,
  "/ScheduleType": 35111,
};

const requestCodes: Partial<Readonly<Record<ErrorCode, number>>> = {
  unauthorized: 20003,
  insufficient_scope: 20403,
  tenant_suspended: 20005,
  mode_mismatch: 20403,
  not_found: 20404,
  method_not_allowed: 20004,
  unsupported_media_type: 20415,
  body_too_large: 20413,
  rate_limited: 20429,
  plan_limit_reached: 20429,
  overloaded: 20503,
  unavailable: 20503,
  interrupted: 20503,
  internal_error: 20500,
  request_timeout: 20408,
  invalid_phone: 21211,
  sender_not_found: 63007,
  no_sender_available: 63007,
  type_not_supported: 63013,
  recipient_suppressed: 21610,
  template_not_found: 63027,
  template_not_approved: 63027,
  template_variables_invalid: 63028,
  url_not_allowed: 21620,
  send_at_out_of_range: 35114,
  already_sent: 20009,
};

const messageCodes: Readonly<Record<string, number>> = {
  recipient_suppressed: 21610,
  recipient_opted_out: 21610,
  consent_missing: 21610,
  recipient_undeliverable: 63024,
  recipient_blocked: 63024,
  recipient_not_allowed: 63015,
  recipient_is_sender: 63031,
  window_closed: 63016,
  pair_rate_limited: 63018,
  provider_throttled: 63018,
  messaging_limit_reached: 63018,
  sender_limit_reached: 63018,
  sender_quality_restricted: 63018,
  marketing_capped: 63049,
  recipient_in_experiment: 63049,
  account_restricted: 63020,
  sender_not_registered: 63007,
  template_missing: 63027,
  template_parameters_invalid: 63028,
  template_paused: 63041,
  template_disabled: 63042,
  template_policy_violation: 63013,
  media_rejected: 63019,
  media_not_found: 63019,
  request_rejected: 63013,
};
