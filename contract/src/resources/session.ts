// What is asked and answered about the link between a sender and its phone.

import Type from "typebox";
import { closed, instant, nullable, phone, text } from "../json-schema.ts";

export const sessionQr = closed({
  qr: Type.String({
    description: "What the QR code says; whoever has it can link themselves to the account.",
  }),
  expires_at: instant,
});

export const pairingCodeRequest = closed({ phone });
export type PairingCodeRequest = Type.Static<typeof pairingCodeRequest>;

export const pairingCode = closed({
  code: Type.String({ description: "Eight characters to type on the phone." }),
});

export const numberCheckRequest = closed({
  from: Type.Optional(text(64)),
  numbers: Type.Array(phone, { minItems: 1, maxItems: 100 }),
});
export type NumberCheckRequest = Type.Static<typeof numberCheckRequest>;

export const numberCheckAnswer = closed({
  data: Type.Array(
    closed({
      number: Type.String(),
      on_whatsapp: Type.Boolean(),
      canonical: nullable(Type.String({ description: "The number as WhatsApp knows it, E.164." })),
    }),
  ),
});
