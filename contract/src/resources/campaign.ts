// A campaign: one template or message to an audience, when and how fast; and what has become of it.

import Type from "typebox";
import { closed, dictionary, freeObject, instant, nullable, text, words } from "../json-schema.ts";
import { messageObject } from "../message.ts";
import { templateName } from "../message/template.ts";
import { messageCategory } from "../send-message.ts";
import { campaignAb, campaignTemplate, campaignWinner, followUp } from "./campaign-content.ts";
import { pageQuery } from "./page.ts";

export const campaignStatus = words("draft", "scheduled", "running", "paused", "finished", "canceled");
export type CampaignStatus = Type.Static<typeof campaignStatus>;

const senderName = Type.String({ minLength: 1, maxLength: 64, description: "snd_… or its number." });
const wanted = Type.Union([
  senderName,
  Type.Array(
    Type.Union([
      senderName,
      closed({ sender: senderName, weight: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })) }),
    ]),
    { minItems: 1, maxItems: 50 },
  ),
]);

const oneOrMore = (pattern: string) => {
  const id = Type.String({ pattern, maxLength: 64 });
  return Type.Optional(Type.Union([id, Type.Array(id, { minItems: 1, maxItems: 100 })]));
};
const people = {
  list: oneOrMore("^lst_[0-9a-f]{32}$"),
  segment: oneOrMore("^seg_[0-9a-f]{32}$"),
  tag: oneOrMore("^[^\\s].{0,63}$"),
};
const whom = closed(
  {
    ...people,
    everyone: Type.Optional(Type.Literal(true)),
    exclude: Type.Optional(closed(people, { minProperties: 1 })),
  },
  { title: "CampaignAudience", minProperties: 1 },
);
export type CampaignAudience = Type.Static<typeof whom>;

const whomGiven = closed(
  {
    ...whom.properties,
    csv: Type.Optional({
      ...text(900_000),
      description: "A file of people, as text: imported onto a list of its own, which takes its place.",
    }),
  },
  { minProperties: 1 },
);

const clock = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", examples: ["09:00"] });
const weekday = Type.Integer({ minimum: 1, maximum: 7, description: "1 is Monday (ISO 8601)." });
const zone = Type.String({ minLength: 1, maxLength: 64, examples: ["Asia/Kolkata"] });

const repeat = closed({
  every: words("day", "week", "month"),
  interval: Type.Optional(Type.Integer({ minimum: 1, maximum: 52 })),
  days: Type.Optional(Type.Array(weekday, { minItems: 1, maxItems: 7 })),
  until: Type.Optional(instant),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
});
export type CampaignRepeat = Type.Static<typeof repeat>;

const schedule = closed(
  {
    at: Type.Optional(
      Type.String({
        maxLength: 40,
        pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}",
        description:
          "A time by the clock of `time_zone` (2026-12-01T09:00), or an instant. Default: at once.",
      }),
    ),
    time_zone: Type.Optional(zone),
    recipient_local: Type.Optional({
      ...Type.Boolean(),
      description: "At that time by everybody's own clock: the contact's zone, else their number's.",
    }),
    late: Type.Optional({
      ...words("now", "next_day"),
      description: "For whom the time has passed already. Default: next_day.",
    }),
    windows: Type.Optional(
      closed({
        from: clock,
        to: clock,
        days: Type.Optional(Type.Array(weekday, { minItems: 1, maxItems: 7 })),
      }),
    ),
    repeat: Type.Optional(repeat),
  },
  { title: "CampaignSchedule" },
);
export type CampaignSchedule = Type.Static<typeof schedule>;

const rate = closed({
  count: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  per: words("second", "minute", "hour"),
});
export type CampaignRate = Type.Static<typeof rate>;

const quietHours = nullable(
  closed(
    { from: Type.Optional(clock), to: Type.Optional(clock) },
    { description: "{}: none; null: the tenant's." },
  ),
);

const share = Type.Number({ exclusiveMinimum: 0, maximum: 100 });
const stops = closed(
  {
    failure_percent: Type.Optional(share),
    opt_out_percent: Type.Optional(share),
    minimum: Type.Optional(Type.Integer({ minimum: 10, maximum: 1_000_000 })),
  },
  { title: "CampaignStops", description: "It pauses itself above these, once `minimum` messages have left." },
);
export type CampaignStops = Type.Static<typeof stops>;

const parts = {
  name: text(200),
  from: Type.Optional(wanted),
  template: Type.Optional(campaignTemplate),
  message: Type.Optional(messageObject),
  category: Type.Optional(messageCategory),
  ttl_seconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 2_592_000 })),
  audience: whomGiven,
  schedule: Type.Optional(schedule),
  rate: Type.Optional(nullable(rate)),
  quiet_hours: Type.Optional(quietHours),
  stops: Type.Optional(stops),
  ab: Type.Optional(nullable(campaignAb)),
  track_links: Type.Optional({
    ...Type.Boolean(),
    description: "Links go over Waypost's own address, so that who follows them is counted.",
  }),
  stop_on_reply: Type.Optional({
    ...Type.Boolean(),
    description: "Who writes after it has begun is sent nothing more of it.",
  }),
  follow_up: Type.Optional(nullable(followUp)),
};

export const createCampaign = closed(parts, { title: "CreateCampaign" });
export type CreateCampaign = Type.Static<typeof createCampaign>;

export const updateCampaign = closed(
  { ...parts, name: Type.Optional(parts.name), audience: Type.Optional(parts.audience) },
  { title: "UpdateCampaign", minProperties: 1 },
);
export type UpdateCampaign = Type.Static<typeof updateCampaign>;

export const launchCampaign = closed(
  { skip_test: Type.Optional(Type.Boolean()) },
  { title: "LaunchCampaign" },
);
export type LaunchCampaign = Type.Static<typeof launchCampaign>;

export const testCampaign = closed(
  {
    to: Type.Array(Type.String({ minLength: 3, maxLength: 32 }), { minItems: 1, maxItems: 5 }),
    variant: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 5, description: "Of an A/B test; 1 by default." }),
    ),
    variables: Type.Optional(dictionary({ pattern: "^[A-Za-z0-9_]{1,64}$" }, text(2_000), 100)),
  },
  { title: "TestCampaign" },
);
export type TestCampaign = Type.Static<typeof testCampaign>;

export const campaignTested = closed({
  data: Type.Array(closed({ to: Type.String(), id: Type.String({ description: "msg_…" }) })),
});

export const retryCampaign = closed(
  {
    codes: Type.Optional(Type.Array(text(64), { minItems: 1, maxItems: 50 })),
    until: Type.Optional(instant),
  },
  { title: "RetryCampaign" },
);
export type RetryCampaign = Type.Static<typeof retryCampaign>;

const standing = closed({
  code: Type.String(),
  detail: Type.String(),
  until: nullable(instant),
});

export const campaignResource = closed(
  {
    id: Type.String({ description: "cmp_…" }),
    name: Type.String(),
    status: campaignStatus,
    from: Type.Array(closed({ sender: Type.String(), weight: Type.Integer() })),
    template: nullable(campaignTemplate),
    message: nullable(freeObject),
    category: messageCategory,
    ttl_seconds: nullable(Type.Integer()),
    audience: whom,
    import: nullable(
      Type.String({ description: "imp_…: the file of its audience, which is read before it is launched." }),
    ),
    schedule,
    rate: nullable(rate),
    quiet_hours: quietHours,
    stops,
    ab: nullable(campaignAb),
    winner: nullable(campaignWinner),
    track_links: Type.Boolean(),
    stop_on_reply: Type.Boolean(),
    follow_up: nullable(followUp),
    is_follow_up: { ...Type.Boolean(), description: "It asks people of its `parent` again." },
    version: Type.Integer(),
    is_tested: Type.Boolean(),
    approved_by: nullable(Type.String()),
    created_by: Type.String(),
    created_at: instant,
    updated_at: instant,
    launched_at: nullable(instant),
    launched_by: nullable(Type.String()),
    starts_at: nullable(instant),
    finished_at: nullable(instant),
    paused: nullable(
      closed({ at: instant, by: nullable(Type.String()), code: Type.String(), detail: Type.String() }),
    ),
    brake: nullable({ ...standing, description: "What it waits for now." }),
    parent: nullable(
      Type.String({ description: "The recurring campaign this is a run of, or the one it follows up." }),
    ),
  },
  { title: "Campaign" },
);
export type CampaignResource = Type.Static<typeof campaignResource>;

export const campaignQuery = closed({
  ...pageQuery.properties,
  status: Type.Optional(campaignStatus),
  template: Type.Optional({
    ...templateName,
    description: "Those that say it: as their own, in an A/B test, or as the second message.",
  }),
});
export type CampaignQuery = Type.Static<typeof campaignQuery>;

export const recipientResource = closed(
  {
    contact: Type.String({ description: "con_…" }),
    phone: nullable(Type.String()),
    status: Type.String(),
    reason: nullable(Type.String()),
    error: nullable(Type.String({ description: "A code of the error dictionary." })),
    message: nullable(Type.String({ description: "msg_…" })),
    from: nullable(Type.String()),
    language: nullable(Type.String()),
    variables: nullable(freeObject),
    replied_at: nullable(instant),
    clicked_at: nullable(instant),
    converted_at: nullable(instant),
    variant: nullable(Type.Integer({ description: "Of an A/B test." })),
    opted_out_at: nullable(instant),
  },
  { title: "CampaignRecipient" },
);
export type RecipientResource = Type.Static<typeof recipientResource>;

const count = Type.Integer({ minimum: 0 });
const counts = Type.Unsafe<Record<string, number>>({ type: "object", additionalProperties: count });

export const campaignAnalytics = closed(
  {
    funnel: closed({
      audience: count,
      eligible: count,
      sent: count,
      delivered: count,
      read: count,
      replied: count,
      failed: count,
      unknown: count,
      skipped: count,
    }),
    waiting: count,
    canceled: count,
    opted_out: count,
    skipped: counts,
    failed: counts,
  },
  { title: "CampaignAnalytics" },
);
export type CampaignAnalytics = Type.Static<typeof campaignAnalytics>;
