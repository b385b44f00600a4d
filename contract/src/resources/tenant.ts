// A tenant as it sees and sets itself, and as the platform's staff see and steer it.

import Type from "typebox";
import { closed, dictionary, httpUrl, instant, nullable, text, words } from "../json-schema.ts";
import { pageQuery } from "./page.ts";

const tenantState = words("trial", "active", "suspended", "closing");
const country = Type.String({ pattern: "^[A-Z]{2}$", description: "ISO 3166 code." });
const timeZone = Type.String({ minLength: 1, maxLength: 64, examples: ["Asia/Kolkata"] });
const locale = Type.String({ minLength: 2, maxLength: 35, examples: ["pt-BR"] });
const slug = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,62}$" });
const email = Type.String({ pattern: "^[^@\\s]+@[^@\\s]+$", minLength: 3, maxLength: 254 });

const brandFields = {
  name: nullable(text(100)),
  logo_media_id: nullable(text(64)),
  color: nullable(Type.String({ pattern: "^#[0-9a-f]{6}$" })),
  support_email: nullable(email),
  support_url: nullable(httpUrl),
};
const tenantBrand = closed(brandFields, { title: "TenantBrand" });
export type TenantBrand = Type.Static<typeof tenantBrand>;

const settingFields = {
  template_review: Type.Boolean({
    description: "Whether a second person has to approve a template before it is submitted or used.",
  }),
  week_starts_on: words("monday", "saturday", "sunday"),
  hour_cycle: words("h12", "h23"),
  key_lifetime_days: Type.Integer({
    minimum: 1,
    maximum: 3_650,
    description: "How long a new API key works when nobody says.",
  }),
  key_overlap_hours: Type.Integer({
    minimum: 1,
    maximum: 72,
    description: "How long a key that is rotated goes on working when nobody says.",
  }),
  campaign_approval_above: nullable(
    Type.Integer({
      minimum: 0,
      description: "A campaign to more people than this needs a second person's approval.",
    }),
  ),
};
const tenantSettings = closed(settingFields, { title: "TenantSettings" });
export type TenantSettings = Type.Static<typeof tenantSettings>;

const tenantExport = closed(
  {
    state: words("waiting", "done", "failed", "over"),
    asked_at: instant,
    expires_at: nullable(instant),
    size_bytes: nullable(Type.Integer()),
    problem: nullable(Type.String()),
  },
  { title: "TenantExport" },
);
export type TenantExport = Type.Static<typeof tenantExport>;

const fields = {
  id: Type.String({ description: "ten_…" }),
  slug: Type.String(),
  name: Type.String(),
  state: tenantState,
  state_reason: nullable(Type.String()),
  state_since: instant,
  trial_ends_at: nullable(instant),
  erase_after: nullable(instant),
  time_zone: Type.String(),
  locale: Type.String(),
  default_country: nullable(Type.String()),
  brand: tenantBrand,
  settings: tenantSettings,
  created_at: instant,
};

export const tenantResource = closed({ ...fields, export: nullable(tenantExport) }, { title: "Tenant" });
export type TenantResource = Type.Static<typeof tenantResource>;

/** A list of hundreds leaves out what is looked up one by one. */
export const tenantSummary = closed(fields, { title: "TenantSummary" });
export type TenantSummary = Type.Static<typeof tenantSummary>;

const optional = <Fields extends Type.TProperties>(of: Fields) => Type.Partial(closed(of));

export const updateTenant = closed(
  {
    name: Type.Optional(text(100)),
    time_zone: Type.Optional(timeZone),
    locale: Type.Optional(locale),
    default_country: Type.Optional(nullable(country)),
    brand: Type.Optional(optional(brandFields)),
    settings: Type.Optional(optional(settingFields)),
  },
  { minProperties: 1 },
);
export type UpdateTenant = Type.Static<typeof updateTenant>;

const reason = text(500);

export const closeTenant = closed({ confirm: text(63), reason: Type.Optional(reason) });
export type CloseTenant = Type.Static<typeof closeTenant>;

/** Where the export will be and what it opens with: shown this once. */
const exportAccess = closed({ url: Type.String(), passphrase: Type.String(), valid_days: Type.Integer() });
export type ExportAccess = Type.Static<typeof exportAccess>;

export const tenantClosed = closed(
  { tenant: tenantResource, export: nullable(exportAccess) },
  { title: "TenantClosed" },
);
export type TenantClosed = Type.Static<typeof tenantClosed>;

export const tenantQuery = closed({
  ...pageQuery.properties,
  state: Type.Optional(tenantState),
  q: Type.Optional(text(100)),
});
export type TenantQuery = Type.Static<typeof tenantQuery>;

export const createTenantBody = closed({
  slug,
  name: text(100),
  plan: Type.Optional(text(100)),
  owner_email: Type.Optional(email),
  trial_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
  time_zone: Type.Optional(timeZone),
  locale: Type.Optional(locale),
  default_country: Type.Optional(country),
});
export type CreateTenantBody = Type.Static<typeof createTenantBody>;

export const tenantCreated = closed(
  {
    tenant: tenantResource,
    invitation: nullable(
      closed({ link: Type.String({ description: "Makes its owner, once." }), mailed: Type.Boolean() }),
    ),
    plan: nullable(Type.String()),
  },
  { title: "TenantCreated" },
);
export type TenantCreated = Type.Static<typeof tenantCreated>;

export const stateChange = closed({ reason });
export type StateChange = Type.Static<typeof stateChange>;

export const platformCloseTenant = closed({
  confirm: text(63),
  reason,
  erase_after_days: Type.Optional(Type.Integer({ minimum: 0, maximum: 365 })),
});
export type PlatformCloseTenant = Type.Static<typeof platformCloseTenant>;

export const eraseTenantBody = closed({ confirm: text(63) });
export type EraseTenantBody = Type.Static<typeof eraseTenantBody>;

const counts = dictionary({ maxLength: 64 }, Type.Integer(), 1_000);

export const tenantTombstone = closed(
  {
    id: Type.String(),
    state: Type.Literal("erased"),
    created_at: instant,
    closed_at: instant,
    erased_at: instant,
    counts,
  },
  { title: "TenantTombstone" },
);
export type TenantTombstone = Type.Static<typeof tenantTombstone>;

export const tenantHealth = closed(
  {
    senders: closed({ active: Type.Integer(), paused: Type.Integer(), disconnected: Type.Integer() }),
    queued: Type.Integer(),
    queued_is_more: Type.Boolean({ description: "Whether counting stopped there." }),
    oldest_queued_seconds: nullable(Type.Integer()),
    sends_per_minute: Type.Number(),
    outcomes: closed({
      accepted: Type.Integer(),
      refused: Type.Integer(),
      later: Type.Integer(),
      unknown: Type.Integer(),
    }),
    error_rate: nullable(
      Type.Number({ description: "Of the last five minutes' attempts; null without any." }),
    ),
    errors: Type.Array(closed({ code: Type.String(), count: Type.Integer() })),
  },
  { title: "TenantHealth" },
);
export type TenantHealth = Type.Static<typeof tenantHealth>;

export const neighboursQuery = closed({
  minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, default: 5 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
});
export type NeighboursQuery = Type.Static<typeof neighboursQuery>;

const neighbour = closed(
  {
    id: Type.String(),
    slug: Type.String(),
    state: tenantState,
    accepted: Type.Integer(),
    accepted_share: Type.Number(),
    lane_depth: Type.Integer(),
    dead_letters: Type.Integer(),
    requests_per_minute: Type.Number(),
  },
  { title: "Neighbour" },
);
export type Neighbour = Type.Static<typeof neighbour>;

export const neighbours = closed(
  {
    minutes: Type.Integer(),
    counted_to: Type.Integer({ description: "What is higher than this is shown as this." }),
    data: Type.Array(neighbour),
  },
  { title: "Neighbours" },
);
export type Neighbours = Type.Static<typeof neighbours>;
