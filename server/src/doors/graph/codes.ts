// Meta's error codes for ours: the dictionary read backwards, and what only a server of ours says. Pure.

import { type ErrorCode, errorDictionary } from "@waypost/contract";

export type GraphCode = { code: number; subcode?: number; type: string };

export function graphCodeOf(code: ErrorCode): GraphCode {
  return ours[code] ?? { code: upstreamOf(code) ?? invalidParameter, type: "OAuthException" };
}

const invalidParameter = 100;
const unknownObject: GraphCode = { code: 100, subcode: 33, type: "GraphMethodException" };
const throughput: GraphCode = { code: 130429, type: "OAuthException" };
const serviceUnavailable: GraphCode = { code: 131016, type: "OAuthException" };

/** https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes */
const ours: Partial<Readonly<Record<ErrorCode, GraphCode>>> = {
  unauthorized: { code: 190, type: "OAuthException" },
  insufficient_scope: { code: 10, type: "OAuthException" },
  mode_mismatch: { code: 10, type: "OAuthException" },
  tenant_suspended: { code: 131031, type: "OAuthException" },
  not_found: unknownObject,
  media_not_found: unknownObject,
  sender_not_found: unknownObject,
  no_sender_available: unknownObject,
  rate_limited: { code: 80007, type: "OAuthException" },
  plan_limit_reached: throughput,
  overloaded: serviceUnavailable,
  unavailable: serviceUnavailable,
  interrupted: serviceUnavailable,
  media_store_unavailable: serviceUnavailable,
  internal_error: { code: 131000, type: "OAuthException" },
  invalid_phone: { code: 131009, type: "OAuthException" },
  template_not_found: { code: 132001, type: "OAuthException" },
  template_not_approved: { code: 132001, type: "OAuthException" },
  template_variables_invalid: { code: 132000, type: "OAuthException" },
  url_not_allowed: { code: 131052, type: "OAuthException" },
  media_too_large: { code: 131053, type: "OAuthException" },
  media_type_not_allowed: { code: 131053, type: "OAuthException" },
  media_unsafe: { code: 131053, type: "OAuthException" },
  media_wrong_kind: { code: 131053, type: "OAuthException" },
};

/** The first single code that the dictionary names for Meta. */
function upstreamOf(code: ErrorCode): number | null {
  const named = errorDictionary[code].upstream
    .map((text) => /^cloud_api:(\d+)$/.exec(text)?.[1])
    .find((digits) => digits !== undefined && Number(digits) > 0);
  return named === undefined ? null : Number(named);
}
