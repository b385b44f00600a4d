// Privacy requests as the API shows them: a person's data for them to take, or its end; and their consent as a pack.

import Type from "typebox";
import { closed, freeObject, instant, nullable, phone, text, words } from "../json-schema.ts";
import { consentPurpose, consentState } from "./consent.ts";
import { pageQuery } from "./page.ts";

export const privacyKind = words("export", "erase");

/**
 * From a list, because a free text would be about the person and outlive them. They are the grounds of GDPR art. 15 and
 * 17(1).
 */
export const privacyReason = words(
  "person_asked",
  "consent_withdrawn",
  "objection",
  "no_longer_needed",
  "unlawful",
  "legal_obligation",
);

/** Whom it is about: exactly one of the three. */
export const createPrivacyRequest = closed({
  phone: Type.Optional(phone),
  contact: Type.Optional(text(64)),
  alias: Type.Optional(
    Type.String({
      minLength: 3,
      maxLength: 160,
      description: "Another name of theirs: `<digits>@lid`, or the id Meta gives a business for them.",
    }),
  ),
  kind: privacyKind,
  reason: privacyReason,
});
export type CreatePrivacyRequest = Type.Static<typeof createPrivacyRequest>;

const certificate = closed({
  statement: freeObject,
  sha256: Type.String({ description: "Of the statement's canonical JSON (RFC 8785), in hex." }),
  signature: Type.String({ description: "Ed25519 over the same bytes, in base64." }),
  public_key: Type.String({ description: "PEM." }),
});

export const privacyRequest = closed(
  {
    id: Type.String({ description: "prv_…" }),
    kind: privacyKind,
    reason: Type.String(),
    requested_by: Type.String({ description: "key_…, usr_…, or the journal of erasures after a restore." }),
    state: words("waiting", "working", "done", "failed"),
    waits_for: nullable(Type.String({ description: "What has to happen first." })),
    problem: nullable(Type.String()),
    counts: Type.Unsafe<Record<string, number>>({
      type: "object",
      additionalProperties: { type: "integer" },
      description: "Rows by table that were erased, or records by kind that were exported.",
    }),
    certificate: nullable(certificate),
    download: nullable(
      closed({
        url: Type.String({ description: "Opens the export without a key; whoever has it can." }),
        expires_at: instant,
      }),
    ),
    created_at: instant,
    updated_at: instant,
    done_at: nullable(instant),
  },
  { title: "PrivacyRequest" },
);
export type PrivacyRequest = Type.Static<typeof privacyRequest>;

export const privacyQuery = closed({ ...pageQuery.properties });
export type PrivacyQuery = Type.Static<typeof privacyQuery>;

export const evidenceQuery = closed({ phone });
export type EvidenceQuery = Type.Static<typeof evidenceQuery>;

/** All that was said, each word with its own hash, and what is in force now; signed as a whole. */
export const consentEvidence = closed(
  {
    statement: closed({
      format: Type.Integer(),
      phone: Type.String(),
      contacts: Type.Array(Type.String()),
      written_at: instant,
      events: Type.Array(freeObject),
      in_force: Type.Array(
        closed({ purpose: consentPurpose, lane: Type.String(), state: consentState, since: instant }),
      ),
    }),
    sha256: Type.String(),
    signature: Type.String(),
    public_key: Type.String(),
  },
  { title: "ConsentEvidence" },
);
