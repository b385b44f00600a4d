// Business numbers and accounts at Meta as the API shows them: how they stand, how they are set up, whom they block.

import Type from "typebox";
import { closed, instant, nullable, text, words } from "../json-schema.ts";

const word = (about: string) => nullable(Type.String({ description: about }));

/** What Meta says of a number, in Meta's words; null for what it has not said. */
export const cloudApiStanding = closed(
  {
    quality: word("GREEN, YELLOW, RED or UNKNOWN."),
    status: word("CONNECTED, PENDING, RESTRICTED, BANNED, …"),
    name: nullable(
      closed({
        name: nullable(Type.String()),
        status: Type.String({ description: "APPROVED, PENDING_REVIEW, DECLINED, …" }),
        reason: nullable(Type.String()),
      }),
    ),
    messaging_limit: nullable(
      closed({
        people: nullable(
          Type.Integer({
            description: "People the portfolio may begin to write to in 24 hours; null is no limit.",
          }),
        ),
        portfolio_id: nullable(Type.String()),
      }),
    ),
    throughput: nullable(
      closed({
        level: Type.String({ description: "STANDARD, HIGH or NOT_APPLICABLE." }),
        per_second: nullable(Type.Number({ description: "The pace that follows, 90 % of Meta's." })),
      }),
    ),
    health: nullable(
      closed({
        can_send: Type.String({ description: "AVAILABLE, LIMITED or BLOCKED." }),
        problems: Type.Array(
          closed({
            entity: Type.String(),
            code: nullable(Type.String()),
            description: Type.String(),
            solution: nullable(Type.String()),
          }),
        ),
      }),
    ),
    restrictions: Type.Array(closed({ type: Type.String(), until: nullable(instant) })),
    token: nullable(
      closed({
        valid: Type.Boolean(),
        expires_at: nullable(instant),
        missing_scopes: Type.Array(Type.String()),
        problem: nullable(Type.String()),
      }),
    ),
    warnings: Type.Array(closed({ code: Type.String(), detail: Type.String(), since: instant })),
    checked_at: nullable(instant),
    problem: word("Why Meta could not be asked the last time; null when it could."),
  },
  { title: "CloudApiStanding" },
);
export type CloudApiStanding = Type.Static<typeof cloudApiStanding>;

export const accountHistoryQuery = closed({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  after: Type.Optional(text(64)),
});
export type AccountHistoryQuery = Type.Static<typeof accountHistoryQuery>;

/** One thing Meta said of the number or its account. */
export const accountFact = closed(
  {
    fact: Type.String(),
    about: words("number", "account"),
    value: Type.Unsafe<unknown>({}),
    at: instant,
    seen_at: instant,
    source: words("webhook", "refresh"),
  },
  { title: "AccountFact" },
);
export type AccountFactResource = Type.Static<typeof accountFact>;

const pin = Type.String({
  pattern: "^[0-9]{6}$",
  description: "Six digits; Meta asks for it at the next move.",
});

export const registerNumberBody = closed({
  pin,
  data_localization_region: Type.Optional(Type.String({ pattern: "^[A-Z]{2}$" })),
});
export type RegisterNumberBody = Type.Static<typeof registerNumberBody>;

export const numberPin = closed({ pin });
export type NumberPin = Type.Static<typeof numberPin>;

export const requestCodeBody = closed({
  method: words("sms", "voice"),
  language: Type.Optional(Type.String({ pattern: "^[a-z]{2,3}(_[A-Z]{2})?$", examples: ["en_US"] })),
});
export type RequestCodeBody = Type.Static<typeof requestCodeBody>;

export const verifyCodeBody = closed({ code: Type.String({ pattern: "^[0-9]{3}-?[0-9]{3}$" }) });
export type VerifyCodeBody = Type.Static<typeof verifyCodeBody>;

export const businessProfile = closed(
  {
    about: nullable(Type.String()),
    address: nullable(Type.String()),
    description: nullable(Type.String()),
    email: nullable(Type.String()),
    vertical: nullable(Type.String()),
    websites: Type.Array(Type.String()),
    profile_picture_url: nullable(Type.String()),
  },
  { title: "BusinessProfile" },
);
export type BusinessProfileResource = Type.Static<typeof businessProfile>;

/** Meta's limits ("Business profiles"); what is left out stays as it is. */
export const updateProfile = closed(
  {
    about: Type.Optional(text(139)),
    address: Type.Optional(text(256, 0)),
    description: Type.Optional(text(512, 0)),
    email: Type.Optional(text(128, 0)),
    vertical: Type.Optional(Type.String({ pattern: "^[A-Z_]{2,32}$" })),
    websites: Type.Optional(Type.Array(Type.String({ maxLength: 256, format: "http-url" }), { maxItems: 2 })),
    profile_picture_handle: Type.Optional(text(4_096)),
  },
  { minProperties: 1 },
);
export type UpdateProfile = Type.Static<typeof updateProfile>;

export const blockedQuery = closed({ after: Type.Optional(text(512)) });
export type BlockedQuery = Type.Static<typeof blockedQuery>;

export const blockPeople = closed({
  people: Type.Array(text(64, 3), {
    minItems: 1,
    maxItems: 100,
    description: "Numbers, E.164 with a leading +, or Meta's ids of people who show none.",
  }),
});
export type BlockPeople = Type.Static<typeof blockPeople>;

export const blockedPage = closed({
  data: Type.Array(closed({ person: Type.String() })),
  next: nullable(Type.String()),
});

export const blockAnswer = closed({
  data: Type.Array(closed({ person: Type.String(), done: Type.Boolean(), problem: nullable(Type.String()) })),
});

export const readReceipt = closed({
  typing: Type.Optional(Type.Boolean({ description: "Also show that an answer is being typed." })),
});
export type ReadReceipt = Type.Static<typeof readReceipt>;

export const onboardingBody = closed({
  pin: Type.Optional(pin),
  test_to: Type.Optional(text(32, 3)),
});
export type OnboardingBody = Type.Static<typeof onboardingBody>;

export const onboardingStepName = words(
  "token",
  "account",
  "number",
  "registration",
  "subscription",
  "webhook",
  "templates",
  "test_message",
);
export type OnboardingStepName = Type.Static<typeof onboardingStepName>;

export const onboardingStep = closed(
  {
    step: onboardingStepName,
    state: words("done", "failed", "waiting"),
    code: nullable(Type.String()),
    detail: Type.String(),
    remedy: nullable(Type.String({ description: "What to do about it; null when there is nothing to do." })),
  },
  { title: "OnboardingStep" },
);
export type OnboardingStep = Type.Static<typeof onboardingStep>;

export const onboardingResource = closed(
  { done: Type.Boolean(), steps: Type.Array(onboardingStep), updated_at: nullable(instant) },
  { title: "Onboarding" },
);
export type OnboardingResource = Type.Static<typeof onboardingResource>;

const metaId = Type.String({ pattern: "^[0-9]{1,32}$" });
const secret = Type.String({ pattern: "^[!-~]{1,4096}$" });

/** The app whose Embedded Signup dialog is shown; its secret is encrypted and never shown again. */
export const putMetaApp = closed({
  app_id: metaId,
  app_secret: secret,
  config_id: Type.Optional(nullable(metaId)),
});
export type PutMetaApp = Type.Static<typeof putMetaApp>;

export const metaApp = closed(
  { app_id: Type.String(), config_id: nullable(Type.String()), updated_at: instant },
  { title: "MetaApp" },
);
export type MetaAppResource = Type.Static<typeof metaApp>;

/** What the signup dialog gave the page: its code, and the account and number it speaks of. */
export const embeddedSignup = closed({
  code: Type.String({ minLength: 1, maxLength: 4_096, pattern: "^[!-~]+$" }),
  waba_id: Type.Optional(metaId),
  phone_number_id: Type.Optional(metaId),
  pin: Type.Optional(pin),
  redirect_uri: Type.Optional(
    Type.String({
      format: "http-url",
      maxLength: 2048,
      description: "Where the dialog led back to, if it was opened by its address and not by Meta's script.",
    }),
  ),
});
export type EmbeddedSignup = Type.Static<typeof embeddedSignup>;

export const signedUp = closed(
  {
    data: Type.Array(
      closed({
        sender: Type.String(),
        phone_number_id: Type.String(),
        address: Type.String(),
        created: Type.Boolean(),
        onboarding: onboardingResource,
      }),
    ),
    skipped: Type.Array(closed({ phone_number_id: Type.String(), reason: Type.String() })),
  },
  { title: "SignedUp" },
);
export type SignedUp = Type.Static<typeof signedUp>;

const pricedCategory = words(
  "marketing",
  "utility",
  "authentication",
  "authentication_international",
  "service",
);

/** One price of Meta's rate card in the currency of the account. */
export const messageRate = closed(
  {
    market: Type.String({ pattern: "^([A-Z]{2}|other)$", description: "ISO 3166 code, or `other`." }),
    category: pricedCategory,
    currency: Type.String({ pattern: "^[A-Z]{3}$" }),
    valid_from: Type.String({ pattern: "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$" }),
    volume_from: Type.Optional(Type.Integer({ minimum: 0 })),
    amount_micros: Type.Integer({ minimum: 0, description: "Millionths of the currency." }),
    source: text(200),
  },
  { title: "MessageRate" },
);
export type MessageRate = Type.Static<typeof messageRate>;

/** Replaces the whole card. */
export const putRates = closed({ rates: Type.Array(messageRate, { maxItems: 5_000 }) });
export type PutRates = Type.Static<typeof putRates>;

export const rateCard = closed({ rates: Type.Array(messageRate) });

/** `at`: when it would be delivered; now where it is left out. */
export const estimateCost = closed({
  from: text(64),
  to: text(32, 3),
  category: words("marketing", "utility", "authentication", "service"),
  at: Type.Optional(instant),
  international: Type.Optional(
    Type.Boolean({ description: "The authentication-international rate applies." }),
  ),
});
export type EstimateCost = Type.Static<typeof estimateCost>;

export const costEstimate = closed(
  {
    window: closed({
      open_until: nullable(instant),
      free_entry_until: nullable(instant),
    }),
    cost: closed({
      kind: words("free", "charged", "unknown"),
      amount_micros: nullable(
        Type.Integer({ description: "Millionths of the currency; null when unknown." }),
      ),
      currency: nullable(Type.String()),
      reason: nullable(Type.String({ description: "Why it is unknown." })),
      source: nullable(Type.String({ description: "Where it is written." })),
    }),
  },
  { title: "CostEstimate" },
);
export type CostEstimate = Type.Static<typeof costEstimate>;

export const successAnswer = closed({ success: Type.Literal(true) });
