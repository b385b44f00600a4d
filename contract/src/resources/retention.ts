// How long things are kept, as a tenant chooses within the operator's bounds, and what must be kept longer.

import Type from "typebox";
import { closed, instant, nullable, phone, text } from "../json-schema.ts";

/** What is kept for a time of its own; the words are explained in docs/retention.md. */
export const retentionKinds = ["message_body", "media", "metadata", "webhooks"] as const;
export type RetentionKind = (typeof retentionKinds)[number];

const days = Type.Integer({ minimum: 1, maximum: 36_500 });

function byKind<Schema extends Type.TSchema>(schema: Schema) {
  return { message_body: schema, media: schema, metadata: schema, webhooks: schema };
}

const kept = closed({
  days: Type.Integer({ description: "In force." }),
  chosen: nullable(Type.Integer({ description: "The tenant's own choice; null for the operator's." })),
  min_days: Type.Integer(),
  max_days: Type.Integer(),
  default_days: Type.Integer(),
});

export const retentionResource = closed(
  {
    ...byKind(kept),
    legal_hold: Type.Boolean({ description: "Whether everything is kept, whatever is chosen here." }),
  },
  { title: "Retention" },
);
export type RetentionResource = Type.Static<typeof retentionResource>;

/** Null goes back to the operator's default; what is not named stays. */
export const putRetention = closed(byKind(Type.Optional(nullable(days))));
export type PutRetention = Type.Static<typeof putRetention>;

const bound = closed({ min_days: days, max_days: days, default_days: days });

export const retentionBounds = closed(byKind(bound), { title: "RetentionBounds" });
export type RetentionBounds = Type.Static<typeof retentionBounds>;

export const putRetentionBounds = closed(byKind(Type.Optional(bound)));
export type PutRetentionBounds = Type.Static<typeof putRetentionBounds>;

export const legalHold = closed(
  {
    id: Type.String({ description: "hold_…" }),
    phone: nullable(Type.String({ description: "Whose messages are kept; null for everybody's." })),
    reason: Type.String(),
    placed_by: Type.String(),
    placed_at: instant,
    lifted_at: nullable(instant),
  },
  { title: "LegalHold" },
);
export type LegalHold = Type.Static<typeof legalHold>;

export const placeLegalHold = closed({ phone: Type.Optional(phone), reason: text(500) });
export type PlaceLegalHold = Type.Static<typeof placeLegalHold>;
