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

/** What a session's state means, in words a person at the desk understands; the same ones `waypost doctor` says. */
export const sessionAdvice = closed({
  meaning: Type.String({ description: "What has happened." }),
  action: nullable(Type.String({ description: "What to do about it; null when there is nothing to do." })),
});
export type SessionAdvice = Type.Static<typeof sessionAdvice>;

const passphrase = Type.String({
  minLength: 12,
  maxLength: 1024,
  description: "Seals the file; without it nobody opens it again, Waypost included.",
});

/** Base64 of at most 45 MiB: with its passphrase the import stays below 64 MiB, its route's limit. */
export const sessionFileBytesMax = 45 * 1024 * 1024;

const sessionFile = Type.String({
  minLength: 1,
  maxLength: Math.ceil(sessionFileBytesMax / 3) * 4,
  description: "A sealed session file in base64, at most 45 MiB of it before encoding.",
});

export const sessionExportRequest = closed({ passphrase });
export type SessionExportRequest = Type.Static<typeof sessionExportRequest>;

export const sessionExport = closed(
  {
    file: sessionFile,
    address: Type.String({ description: "The number whose link is in the file, E.164." }),
    exported_at: instant,
  },
  { title: "SessionExport" },
);
export type SessionExport = Type.Static<typeof sessionExport>;

export const sessionImportRequest = closed({ file: sessionFile, passphrase });
export type SessionImportRequest = Type.Static<typeof sessionImportRequest>;
