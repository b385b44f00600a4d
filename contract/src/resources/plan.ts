// Plans: what a tenant may use, and how much of it is left.

import Type from "typebox";
import { closed, instant, nullable, text, words } from "../json-schema.ts";

const cap = Type.Integer({ minimum: 0, maximum: 1e12 });

/** In the order in which they are shown. What is not named is not capped. */
const capFields = {
  messages_per_minute: Type.Optional(cap),
  messages_per_day: Type.Optional(cap),
  messages_per_month: Type.Optional(cap),
  senders: Type.Optional(cap),
  seats: Type.Optional(cap),
  contacts: Type.Optional(cap),
  media_bytes: Type.Optional(cap),
  webhook_endpoints: Type.Optional(cap),
};

export const planCaps = closed(capFields, { title: "PlanCaps" });
export type PlanCaps = Type.Static<typeof planCaps>;
export type CapName = keyof PlanCaps;

/** Of one tenant, instead of the plan's; null lifts a cap. */
const overrides = closed(
  {
    messages_per_minute: Type.Optional(nullable(cap)),
    messages_per_day: Type.Optional(nullable(cap)),
    messages_per_month: Type.Optional(nullable(cap)),
    senders: Type.Optional(nullable(cap)),
    seats: Type.Optional(nullable(cap)),
    contacts: Type.Optional(nullable(cap)),
    media_bytes: Type.Optional(nullable(cap)),
    webhook_endpoints: Type.Optional(nullable(cap)),
  },
  { title: "PlanOverrides" },
);
export type PlanOverrides = Type.Static<typeof overrides>;

const planId = Type.String({ pattern: "^plan_[0-9a-f]{32}$" });

export const createPlan = closed({ name: text(64), caps: planCaps }, { title: "CreatePlan" });
export type CreatePlan = Type.Static<typeof createPlan>;

export const updatePlan = closed({ archived: Type.Boolean() }, { title: "UpdatePlan" });
export type UpdatePlan = Type.Static<typeof updatePlan>;

export const planResource = closed(
  {
    id: planId,
    name: Type.String(),
    version: Type.Integer({ description: "Other caps under the same name are another version." }),
    caps: planCaps,
    archived_at: nullable(instant),
    created_at: instant,
    tenants: Type.Integer({ description: "How many are on this version now." }),
  },
  { title: "Plan" },
);
export type PlanResource = Type.Static<typeof planResource>;

export const planList = closed({ data: Type.Array(planResource) });

export const assignPlan = closed(
  { plan: nullable(planId), overrides: Type.Optional(overrides), since: Type.Optional(instant) },
  { title: "AssignPlan" },
);
export type AssignPlan = Type.Static<typeof assignPlan>;

export const tenantPlan = closed(
  {
    plan: nullable(closed({ id: planId, name: Type.String(), version: Type.Integer() })),
    since: nullable(instant),
    overrides,
    caps: planCaps,
    history: Type.Array(closed({ plan: nullable(planId), since: instant })),
  },
  { title: "TenantPlan" },
);
export type TenantPlan = Type.Static<typeof tenantPlan>;

const standing = closed({
  cap: words(
    "messages_per_minute",
    "messages_per_day",
    "messages_per_month",
    "senders",
    "seats",
    "contacts",
    "media_bytes",
    "webhook_endpoints",
  ),
  limit: cap,
  used: nullable(cap),
  left: nullable(cap),
  renews_at: nullable(instant),
});

export const planStanding = closed(
  {
    plan: nullable(closed({ name: Type.String(), version: Type.Integer() })),
    since: nullable(instant),
    caps: Type.Array(standing, {
      description:
        "`used` of messages counts what processes have set aside to accept soon; null where nobody counts.",
    }),
  },
  { title: "PlanStanding" },
);
export type PlanStanding = Type.Static<typeof planStanding>;
export type CapStanding = PlanStanding["caps"][number];
