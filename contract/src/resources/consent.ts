// Consent as evidence: who agreed or refused, to what, when, in which words, and where that can be looked up.

import Type from "typebox";
import { closed, instant, nullable, phone, text, words } from "../json-schema.ts";
import { pageQuery } from "./page.ts";

export const consentPurpose = words("marketing", "all");
export type ConsentPurpose = Type.Static<typeof consentPurpose>;

export const consentState = words("granted", "withdrawn");
export type ConsentState = Type.Static<typeof consentState>;

/** Why one may write to somebody: their consent, or a ground that needs none (ePrivacy art. 13(2), GDPR art. 6). */
const legalBasis = words("consent", "soft_opt_in", "contract", "legal_obligation", "legitimate_interest");

export const consentResource = closed(
  {
    id: Type.String({ description: "cns_…" }),
    contact: nullable(Type.String({ description: "con_…" })),
    phone: nullable(Type.String()),
    purpose: consentPurpose,
    state: consentState,
    source: Type.String({ description: "keyword, provider, api, or what was given." }),
    wording_sha256: nullable(Type.String()),
    legal_basis: nullable(legalBasis),
    language: nullable(Type.String()),
    notice_version: nullable(Type.String()),
    recorded_by: nullable(
      Type.String({ description: "key_… or usr_…; null for what people wrote themselves." }),
    ),
    proof: Type.String(),
    at: instant,
    recorded_at: instant,
  },
  { title: "Consent" },
);
export type ConsentResource = Type.Static<typeof consentResource>;

/**
 * `at` may lie in the past: the latest word counts, so that an old consent that is imported never overrules a later
 * refusal. Of `wording` only its SHA-256 is kept.
 */
export const appendConsent = closed(
  {
    phone,
    purpose: consentPurpose,
    state: consentState,
    source: Type.Optional(text(64)),
    wording: Type.Optional(text(4096)),
    legal_basis: Type.Optional(legalBasis),
    language: Type.Optional(
      Type.String({ pattern: "^[a-zA-Z]{2,8}([_-][a-zA-Z0-9]{1,8}){0,3}$", maxLength: 35 }),
    ),
    notice_version: Type.Optional(text(128)),
    proof: Type.Optional(text(1024)),
    at: Type.Optional(instant),
  },
  { title: "AppendConsent" },
);
export type AppendConsent = Type.Static<typeof appendConsent>;

export const consentQuery = closed({
  ...pageQuery.properties,
  phone: Type.Optional(phone),
  contact: Type.Optional(text(64)),
});
export type ConsentQuery = Type.Static<typeof consentQuery>;
