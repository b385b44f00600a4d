// What a tenant sets about consent: words of its own, confirmations, quiet hours, and how often it may write.

import Type from "typebox";
import { closed, instant, nullable, text, words } from "../json-schema.ts";
import { consentPurpose } from "./consent.ts";

/** Login codes and answers to people never wait, so that neither can be named. */
export const ruledCategory = words("marketing", "utility");
export type RuledCategory = Type.Static<typeof ruledCategory>;

const ruledCategories = Type.Array(ruledCategory, { minItems: 1, maxItems: 2, uniqueItems: true });

const wordLanguage = Type.String({
  pattern: "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$",
  maxLength: 12,
  description: "BCP 47, such as `ar` or `pt-BR`.",
});

const ownWord = closed(
  {
    word: text(80),
    means: words("stop", "start"),
    language: Type.Optional({ ...wordLanguage, description: "Of the confirmation. `en` by default." }),
    purpose: Type.Optional({
      ...consentPurpose,
      description: "What it ends or begins. `marketing` by default.",
    }),
  },
  { title: "ConsentWord" },
);
export type OwnWord = Type.Static<typeof ownWord>;

const consentWords = closed(
  {
    added: Type.Optional(
      Type.Array(ownWord, { maxItems: 200, description: "They count before what is built in." }),
    ),
    removed: Type.Optional(
      Type.Array(text(80), { maxItems: 200, description: "Words that are built in and mean nothing here." }),
    ),
  },
  { title: "ConsentWords" },
);
export type ConsentWords = Type.Static<typeof consentWords>;

const confirmationText = closed(
  { language: wordLanguage, stop: Type.Optional(text(1024)), start: Type.Optional(text(1024)) },
  { title: "ConfirmationText", minProperties: 2 },
);
export type ConfirmationText = Type.Static<typeof confirmationText>;

const confirmations = closed(
  {
    enabled: Type.Boolean({ description: "True by default." }),
    texts: Type.Optional(
      Type.Array(confirmationText, { maxItems: 60, description: "In place of those that are built in." }),
    ),
  },
  { title: "ConsentConfirmations" },
);
export type ConsentConfirmations = Type.Static<typeof confirmations>;

const clock = Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", examples: ["21:00"] });

const tenantQuietHours = closed(
  {
    from: clock,
    to: clock,
    categories: Type.Optional({ ...ruledCategories, description: "Marketing alone by default." }),
    time_zone: Type.Optional(
      Type.String({
        maxLength: 64,
        description:
          "IANA: for people whose zone neither their contact nor their number tells. `UTC` by default.",
      }),
    ),
  },
  {
    title: "ConsentQuietHours",
    description: "On the recipient's clock; `from` later than `to` means over midnight.",
  },
);
export type TenantQuietHours = Type.Static<typeof tenantQuietHours>;

const frequencyCap = closed(
  {
    categories: Type.Optional({
      ...ruledCategories,
      description: "Counted together. Marketing alone by default.",
    }),
    most: Type.Integer({ minimum: 1, maximum: 100, description: "Messages that left to one person." }),
    days: Type.Integer({ minimum: 1, maximum: 90, description: "In any period of so many days." }),
    over: Type.Optional({
      ...words("defer", "skip"),
      description: "What is over the cap waits until it may leave (the default), or is skipped.",
    }),
  },
  { title: "FrequencyCap" },
);
export type FrequencyCapSetting = Type.Static<typeof frequencyCap>;

const fields = {
  words: consentWords,
  confirmations,
  quiet_hours: nullable(tenantQuietHours),
  frequency_caps: Type.Array(frequencyCap, { maxItems: 5 }),
};

export const consentSettingsResource = closed(
  {
    version: Type.Integer({ description: "0 while nothing has been set." }),
    updated_at: nullable(instant),
    ...fields,
  },
  { title: "ConsentSettings" },
);
export type ConsentSettingsResource = Type.Static<typeof consentSettingsResource>;

/** What is left out is set back to its default. */
export const putConsentSettings = closed(
  {
    version: Type.Integer({ minimum: 0, description: "The version that was read." }),
    words: Type.Optional(fields.words),
    confirmations: Type.Optional(fields.confirmations),
    quiet_hours: Type.Optional(fields.quiet_hours),
    frequency_caps: Type.Optional(fields.frequency_caps),
  },
  { title: "PutConsentSettings" },
);
export type PutConsentSettings = Type.Static<typeof putConsentSettings>;
