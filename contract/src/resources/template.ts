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

/** `local`: rendered here, for every sender; `cloud_api`: reviewed and rendered by Meta. */
export const templateKind = words("cloud_api", "local");
export type TemplateKind = Type.Static<typeof templateKind>;

const variableName = { pattern: "^[A-Za-z0-9_]{1,64}$" };

/** What stands in for a value that a message does not give, and what it is shown with where there is no message. */
const variableValues = dictionary(
  variableName,
  closed({ sample: Type.Optional(text(2000)), fallback: Type.Optional(text(2000)) }),
  100,
);

/** What a version says: what the provider reviews, and what fills it. */
const content = {
  category: templateCategory,
  components,
  message_send_ttl_seconds: Type.Optional(nullable(ttl)),
  variables: Type.Optional(variableValues),
};

const submit = Type.Optional(
  Type.Boolean({
    default: false,
    description: "True hands it to the provider's review at once; a local one may be sent from then on.",
  }),
);

/** `from` names a sender whose account is to have it; all senders of that account can use it. */
export const createTemplate = closed(
  {
    kind: Type.Optional(templateKind),
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
    message_send_ttl_seconds: content.message_send_ttl_seconds,
    variables: content.variables,
    submit,
  },
  { title: "UpdateTemplate", minProperties: 1 },
);
export type UpdateTemplate = Type.Static<typeof updateTemplate>;

export const templateQuery = closed({
  ...pageQuery.properties,
  kind: Type.Optional(templateKind),
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
  fallback: Type.Optional(Type.String({ description: "Taken where a message gives no value." })),
});
export type TemplateVariable = Type.Static<typeof templateVariable>;

/** `start` and `end` count UTF-16 units within the text at `path`, as editors do. */
const finding = closed({
  path: Type.String(),
  message: Type.String(),
  start: Type.Optional(Type.Integer()),
  end: Type.Optional(Type.Integer()),
});
export type TemplateFinding = Type.Static<typeof finding>;

const review = closed(
  {
    version: Type.Integer({ description: "The draft that is judged." }),
    state: words("waiting", "approved", "rejected"),
    author: nullable(Type.String({ description: "usr_… or key_…" })),
    by: nullable(Type.String()),
    at: nullable(instant),
    note: nullable(Type.String()),
  },
  { title: "TemplateReview", description: "What a second person says of the draft." },
);
export type TemplateReview = Type.Static<typeof review>;

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
    kind: templateKind,
    account: nullable(
      Type.String({ description: "The WhatsApp Business Account it belongs to; null for a local one." }),
    ),
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
    variations: Type.Integer({ description: "How many different texts its choices can say." }),
    warnings: Type.Array(finding),
    review: nullable(review),
    provider_template_id: nullable(Type.String()),
    version: Type.Integer({ description: "The latest one." }),
    live_version: nullable(Type.Integer({ description: "The one that is sent; null before there is one." })),
    created_at: instant,
    updated_at: instant,
    history: Type.Optional(Type.Array(templateEvent)),
  },
  { title: "Template" },
);
export type TemplateResource = Type.Static<typeof templateResource>;

const variables = dictionary(variableName, text(2000, 0), 100);

/**
 * `draft` renders what is not submitted yet. With `contacts` or `sample`, it is rendered for real people: a variable
 * takes the contact's attribute that `fields` names for it, or else the one of its own name.
 */
export const previewRequest = closed({
  variables: Type.Optional(variables),
  draft: Type.Optional(Type.Boolean()),
  contacts: Type.Optional(Type.Array(text(64), { minItems: 1, maxItems: 50 })),
  sample: Type.Optional(
    closed({
      count: Type.Integer({ minimum: 1, maximum: 50 }),
      list: Type.Optional(text(64)),
    }),
  ),
  fields: Type.Optional(dictionary(variableName, text(64), 100)),
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

const shownWhole = { ...shown, offer: nullable(Type.String()), cards: Type.Array(shownCard) };

/** What one real person would see. */
const shownPerson = closed({
  ...shownWhole,
  contact: Type.String({ description: "con_…" }),
  missing: Type.Array(Type.String(), { description: "Variables without a value or a fallback." }),
  errors: Type.Array(finding),
});

/** What a person would see; a variable without a value stays as it is written. */
export const previewAnswer = closed(
  {
    ...shownWhole,
    errors: Type.Array(finding),
    recipients: Type.Optional(Type.Array(shownPerson)),
  },
  { title: "TemplatePreview" },
);
export type PreviewAnswer = Type.Static<typeof previewAnswer>;

/** A template that is being written: nothing is stored. */
export const lintTemplate = closed(
  {
    kind: Type.Optional(templateKind),
    parameter_format: Type.Optional(parameterFormat),
    category: templateCategory,
    components: Type.Array(freeObject, { maxItems: 10 }),
    message_send_ttl_seconds: content.message_send_ttl_seconds,
    variables: content.variables,
  },
  { title: "LintTemplate" },
);
export type LintTemplate = Type.Static<typeof lintTemplate>;

export const lintAnswer = closed(
  {
    errors: Type.Array(finding),
    warnings: Type.Array(finding),
    variables: Type.Array(templateVariable),
    variations: Type.Integer(),
  },
  { title: "TemplateLint" },
);
export type LintAnswer = Type.Static<typeof lintAnswer>;

const versionChange = closed({
  path: Type.String({ description: "A JSON pointer into the version." }),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
});
export type VersionChange = Type.Static<typeof versionChange>;

/** What a template said, and what was changed since the version before. */
export const templateVersion = closed(
  {
    version: Type.Integer(),
    live: Type.Boolean({ description: "Whether it is the one that is sent." }),
    category: Type.String(),
    parameter_format: parameterFormat,
    components: Type.Array(freeObject),
    message_send_ttl_seconds: nullable(Type.Integer()),
    variables: variableValues,
    author: Type.String({ description: "usr_…, key_…, or `provider` for what was changed there." }),
    review: nullable(
      closed({ state: Type.String(), by: Type.String(), at: instant, note: nullable(Type.String()) }),
    ),
    created_at: instant,
    changes: Type.Array(versionChange),
  },
  { title: "TemplateVersion" },
);
export type TemplateVersionResource = Type.Static<typeof templateVersion>;

export const templateVersions = closed({ data: Type.Array(templateVersion) });

/** The version is named, so that nobody approves what was changed while they read. */
export const reviewTemplate = closed({
  version: Type.Integer({ minimum: 1 }),
  note: Type.Optional(text(500)),
});
export type ReviewTemplate = Type.Static<typeof reviewTemplate>;

const groupName = {
  kind: Type.Optional(templateKind),
  name: templateName,
  from: Type.Optional(text(64)),
};
export const templateGroupQuery = closed(groupName);
export type TemplateGroupQuery = Type.Static<typeof templateGroupQuery>;

/** Which languages stand in, in order, for one that may not be sent; before the tenant's own language. */
export const putTemplateGroup = closed(
  { ...groupName, fallback: Type.Array(templateLanguage, { maxItems: 20, uniqueItems: true }) },
  { title: "PutTemplateGroup" },
);
export type PutTemplateGroup = Type.Static<typeof putTemplateGroup>;

/** All languages of one name. */
export const templateGroup = closed(
  {
    kind: templateKind,
    name: templateName,
    account: nullable(Type.String()),
    fallback: Type.Array(templateLanguage),
    languages: Type.Array(
      closed({
        language: Type.String(),
        id: Type.String(),
        status: Type.String(),
        live_version: nullable(Type.Integer()),
      }),
    ),
  },
  { title: "TemplateGroup" },
);
export type TemplateGroupResource = Type.Static<typeof templateGroup>;

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
