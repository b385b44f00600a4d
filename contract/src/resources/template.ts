// A template as the API shows it: what people draft, what the provider reviewed, and what it says of it.

import Type from "typebox";
import { closed, dictionary, freeObject, instant, nullable, text, words } from "../json-schema.ts";
import { templateLanguage, templateName } from "../message/template.ts";
import { pageQuery } from "./page.ts";

export const templateCategory = words("MARKETING", "UTILITY", "AUTHENTICATION");
export type TemplateCategory = Type.Static<typeof templateCategory>;

export const parameterFormat = words("NAMED", "POSITIONAL");
export type ParameterFormat = Type.Static<typeof parameterFormat>;

/** As Meta takes them: header, body, footer, buttons, carousel, limited-time offer. Judged by rules of their own. */
const components = Type.Array(freeObject, { minItems: 1, maxItems: 10 });

const ttl = Type.Integer({
  minimum: -1,
  maximum: 2_592_000,
  description: "Seconds the provider tries to deliver a message of this template; -1 for 30 days.",
});

/** What the provider reviews. */
const content = {
  category: templateCategory,
  components,
  message_send_ttl_seconds: Type.Optional(nullable(ttl)),
};

const submit = Type.Optional(
  Type.Boolean({ default: false, description: "True hands it to the provider's review at once." }),
);

/** `from` names a sender whose account is to have it; all senders of that account can use it. */
export const createTemplate = closed(
  {
    name: templateName,
    language: templateLanguage,
    parameter_format: Type.Optional(parameterFormat),
    ...content,
    from: Type.Optional(text(64)),
    submit,
  },
  { title: "CreateTemplate" },
);
export type CreateTemplate = Type.Static<typeof createTemplate>;

/** Changes the draft; the provider goes on with what it has until the draft is submitted. */
export const updateTemplate = closed(
  {
    category: Type.Optional(templateCategory),
    components: Type.Optional(components),
    message_send_ttl_seconds: Type.Optional(nullable(ttl)),
    submit,
  },
  { title: "UpdateTemplate", minProperties: 1 },
);
export type UpdateTemplate = Type.Static<typeof updateTemplate>;

export const templateQuery = closed({
  ...pageQuery.properties,
  status: Type.Optional(text(40)),
  category: Type.Optional(templateCategory),
  name: Type.Optional(templateName),
  language: Type.Optional(templateLanguage),
  from: Type.Optional(text(64)),
});
export type TemplateQuery = Type.Static<typeof templateQuery>;

/** What a message's `variables` may hold for this template. */
const templateVariable = closed({
  name: Type.String(),
  kind: words(
    "text",
    "image",
    "video",
    "document",
    "location",
    "url_suffix",
    "coupon_code",
    "payload",
    "instant",
  ),
  required: Type.Boolean(),
  in: Type.String({ description: "The part it stands in, such as `body` or `button 0`." }),
  example: nullable(Type.String()),
});
export type TemplateVariable = Type.Static<typeof templateVariable>;

const finding = closed({ path: Type.String(), message: Type.String() });

const submission = closed(
  {
    action: words("submit", "delete", "unpause"),
    asked_at: instant,
    error: nullable(
      closed({ code: Type.String(), detail: Type.String(), provider_code: nullable(Type.String()) }),
    ),
  },
  { description: "What the provider has still to hear, or why it refused." },
);

const templateEvent = closed({
  at: instant,
  type: Type.String(),
  source: Type.String({ description: "api, webhook, sync or dispatcher." }),
  detail: freeObject,
});

export const templateResource = closed(
  {
    id: Type.String(),
    name: Type.String(),
    language: Type.String(),
    account: Type.String({ description: "The WhatsApp Business Account it belongs to." }),
    mode: words("live", "test"),
    status: Type.String({
      description:
        "In Meta's words (APPROVED, PENDING, REJECTED, PAUSED, …); DRAFT before Meta has heard of it.",
    }),
    rejection_reason: nullable(Type.String({ description: "In Meta's words, such as INVALID_FORMAT." })),
    quality: nullable(Type.String({ description: "GREEN, YELLOW, RED or UNKNOWN." })),
    category: templateCategory,
    previous_category: nullable(Type.String()),
    correct_category: nullable(Type.String({ description: "What Meta is about to make of its category." })),
    paused_until: nullable(instant),
    parameter_format: parameterFormat,
    components: Type.Array(freeObject),
    message_send_ttl_seconds: nullable(Type.Integer()),
    draft: nullable(closed(content)),
    submission: nullable(submission),
    variables: Type.Array(templateVariable),
    warnings: Type.Array(finding),
    provider_template_id: nullable(Type.String()),
    version: Type.Integer(),
    created_at: instant,
    updated_at: instant,
    history: Type.Optional(Type.Array(templateEvent)),
  },
  { title: "Template" },
);
export type TemplateResource = Type.Static<typeof templateResource>;

const variables = dictionary({ pattern: "^[A-Za-z0-9_]{1,64}$" }, text(2000, 0), 100);

/** `draft` renders what is not submitted yet. */
export const previewRequest = closed({
  variables: Type.Optional(variables),
  draft: Type.Optional(Type.Boolean()),
});
export type PreviewRequest = Type.Static<typeof previewRequest>;

const shownHeader = closed({
  format: Type.String(),
  text: nullable(Type.String()),
  media: nullable(Type.String()),
});
const shownButton = closed({ type: Type.String(), text: Type.String(), target: nullable(Type.String()) });
const shown = {
  header: nullable(shownHeader),
  body: nullable(Type.String()),
  footer: nullable(Type.String()),
  buttons: Type.Array(shownButton),
};
const shownCard = closed(shown);

/** What a person would see; a variable without a value stays as it is written. */
export const previewAnswer = closed(
  {
    ...shown,
    offer: nullable(Type.String()),
    cards: Type.Array(shownCard),
    errors: Type.Array(finding),
  },
  { title: "TemplatePreview" },
);
export type PreviewAnswer = Type.Static<typeof previewAnswer>;

export const syncRequest = closed({ from: Type.Optional(text(64)) });
export type SyncRequest = Type.Static<typeof syncRequest>;

/** Accounts that are asked now; `synced_at` is when each was read in full before. */
export const syncAnswer = closed({
  data: Type.Array(
    closed({
      account: Type.String(),
      synced_at: nullable(instant),
      problem: nullable(closed({ code: Type.String(), detail: Type.String() })),
    }),
  ),
});
