// A suppression as the API shows it: whom nothing may be sent to, and why.

import Type from "typebox";
import { closed, instant, nullable, phone, text, words } from "../json-schema.ts";
import { consentPurpose } from "./consent.ts";
import { pageQuery } from "./page.ts";

export const suppressionResource = closed(
  {
    id: Type.String({ description: "sup_…" }),
    phone: nullable(Type.String({ description: "Null for who was forgotten, or has no number." })),
    purpose: consentPurpose,
    lane: words("own", "provider"),
    reason: Type.String(),
    source: Type.String(),
    since: instant,
  },
  { title: "Suppression" },
);
export type SuppressionResource = Type.Static<typeof suppressionResource>;

export const addSuppression = closed(
  {
    phone,
    purpose: Type.Optional(consentPurpose),
    reason: text(500),
  },
  { title: "AddSuppression" },
);
export type AddSuppression = Type.Static<typeof addSuppression>;

export const suppressionQuery = closed({ ...pageQuery.properties, phone: Type.Optional(phone) });
export type SuppressionQuery = Type.Static<typeof suppressionQuery>;

/** Of a removal: it is kept as the consent it stands for. */
export const removeSuppressionQuery = closed({ reason: text(500) });
export type RemoveSuppressionQuery = Type.Static<typeof removeSuppressionQuery>;
