// That somebody did what a message was for: bought, booked, signed up.

import Type from "typebox";
import { closed, instant, nullable, phone, text } from "../json-schema.ts";

const name = Type.String({ pattern: "^[a-z0-9][a-z0-9_.-]{0,63}$", examples: ["purchase"] });
const currency = Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217.", examples: ["EUR"] });
const value = Type.Number({ minimum: 0, maximum: 100_000_000_000 });

export const createConversion = closed(
  {
    name,
    token: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9_-]{12}$",
        description: "What the link that led there ends with: `/l/<token>`.",
      }),
    ),
    contact: Type.Optional(Type.String({ description: "con_…", maxLength: 64 })),
    phone: Type.Optional(phone),
    value: Type.Optional(value),
    currency: Type.Optional(currency),
    reference: Type.Optional({
      ...text(255),
      description: "Your own name for it, such as an order's number: with the same `name` it counts once.",
    }),
    at: Type.Optional(instant),
  },
  {
    title: "CreateConversion",
    description: "Exactly one of `token`, `contact` and `phone` says whose it is.",
  },
);
export type CreateConversion = Type.Static<typeof createConversion>;

export const conversionResource = closed(
  {
    id: Type.String({ description: "cnv_…" }),
    name: Type.String(),
    contact: nullable(Type.String()),
    campaign: nullable(
      Type.String({
        description: "Whose link was followed, or the last that wrote to the person within seven days.",
      }),
    ),
    value: nullable(Type.Number()),
    currency: nullable(Type.String()),
    reference: nullable(Type.String()),
    at: instant,
  },
  { title: "Conversion" },
);
export type ConversionResource = Type.Static<typeof conversionResource>;
