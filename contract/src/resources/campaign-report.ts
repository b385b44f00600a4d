// What is known of a campaign in figures: reckoned before it is launched, and counted once it is under way.

import Type from "typebox";
import { closed, freeObject, instant, nullable, text, words } from "../json-schema.ts";
import { callingCountry } from "./calling-country.ts";
import { campaignAnalytics } from "./campaign.ts";
import { campaignComparison, campaignWinner } from "./campaign-content.ts";
import { pageQuery } from "./page.ts";
import { usageAmount } from "./usage.ts";

const count = Type.Integer({ minimum: 0 });
const counts = Type.Unsafe<Record<string, number>>({ type: "object", additionalProperties: count });
const noted = closed({ code: Type.String(), detail: Type.String() });

const countryCost = closed({
  country: nullable(Type.String({ description: "ISO 3166; null for a number that belongs to none." })),
  people: count,
  amount: nullable(usageAmount),
  is_priced: Type.Boolean(),
});

const preflightSender = closed({
  sender: Type.String(),
  people: count,
  never_written_to: { ...count, description: "People this number has no chat with." },
  never_wrote: count,
  outside_window: { ...count, description: "People who have not written within 24 hours." },
});

const duration = closed(
  {
    starts_at: instant,
    ends_at: nullable(instant),
    seconds: nullable(count),
    brakes: Type.Array(closed({ ...noted.properties, sender: Type.String(), seconds: count }), {
      description: "What it will wait for, by how long; the longest first.",
    }),
  },
  { description: "By today's limits; null when it would take more than a year, or nobody can say." },
);

export const campaignPreflight = closed(
  {
    at: instant,
    version: Type.Integer({ description: "Of the campaign; a change of it makes another." }),
    is_exact: Type.Boolean({
      description: "False for an audience so large that a part was judged, and the rest follows from it.",
    }),
    audience: count,
    eligible: count,
    skipped: counts,
    held: { ...counts, description: "Of the eligible, who will get theirs later, by the reason." },
    missing: { ...counts, description: "People without a text, by the variable." },
    also_written_to: { ...count, description: "Eligible people with another campaign in the last 7 days." },
    cost: closed({
      amounts: Type.Array(usageAmount),
      unpriced_people: { ...count, description: "No rate card says what a message to them costs." },
      countries: Type.Array(countryCost),
    }),
    duration,
    senders: Type.Array(preflightSender),
    blockers: Type.Array(noted, { description: "What a launch would be refused for, with the same codes." }),
    warnings: Type.Array(noted),
  },
  { title: "CampaignPreflight" },
);
export type CampaignPreflight = Type.Static<typeof campaignPreflight>;

export const preflightPeopleQuery = closed({
  ...pageQuery.properties,
  reason: Type.Optional({ ...text(64), description: "One of `skipped`; without it those who are eligible." }),
});
export type PreflightPeopleQuery = Type.Static<typeof preflightPeopleQuery>;

export const preflightPerson = closed(
  {
    contact: Type.String({ description: "con_…" }),
    phone: nullable(Type.String()),
    reason: nullable(Type.String()),
    missing: Type.Array(Type.String()),
  },
  { title: "PreflightPerson" },
);
export type PreflightPerson = Type.Static<typeof preflightPerson>;

export const campaignPreview = closed(
  {
    data: Type.Array(
      closed({
        contact: Type.String({ description: "con_…" }),
        phone: Type.String(),
        from: Type.String(),
        message: nullable(freeObject),
        reason: nullable(Type.String({ description: "Why there is no message." })),
      }),
    ),
  },
  { title: "CampaignPreview" },
);
export type CampaignPreview = Type.Static<typeof campaignPreview>;

const stages = {
  sent: count,
  delivered: count,
  read: count,
  replied: count,
  clicked: count,
  converted: count,
  opted_out: count,
  failed: count,
  unknown: count,
};
export const campaignStages = Object.keys(stages) as (keyof typeof stages)[];

export const analyticsQuery = closed({
  per: Type.Optional({ ...words("minute", "hour", "day"), description: "Of `series`; hour by default." }),
  since: Type.Optional(instant),
  until: Type.Optional(instant),
});
export type AnalyticsQuery = Type.Static<typeof analyticsQuery>;

export const campaignReport = closed(
  {
    ...campaignAnalytics.properties,
    funnel: closed({ ...campaignAnalytics.properties.funnel.properties, clicked: count, converted: count }),
    conversions: closed({
      by_name: counts,
      values: Type.Array(closed({ currency: Type.String(), value: Type.Number() })),
    }),
    hold_out: closed(
      { people: count, converted: count },
      { description: "Who was sent nothing, to compare with." },
    ),
    people: Type.Unsafe<Record<string, string>>({
      type: "object",
      additionalProperties: Type.String(),
      description: "Where the people behind each figure are listed.",
    }),
    time_zone: Type.String({ description: "The tenant's; days and hours are by it." }),
    series: Type.Array(closed({ at: instant, ...stages }), {
      description: "What was counted from `at` on; times of nothing are left out. The last 2,000.",
    }),
    by_sender: Type.Array(closed({ sender: Type.String(), ...stages })),
    by_country: Type.Array(closed({ country: callingCountry, ...stages })),
    by_language: Type.Array(closed({ language: nullable(Type.String()), ...stages })),
    by_variant: Type.Array(closed({ variant: Type.Integer(), ...stages }), {
      description: "1 is the campaign's own content; 0 where nothing was compared.",
    }),
    comparison: Type.Array(campaignComparison, {
      description:
        "Of the variants, by everything that may be sought in a winner; empty where nothing was compared.",
    }),
    winner: nullable(campaignWinner),
    replies: Type.Array(Type.Array(count), {
      description: "How many replied, by weekday (Monday first) and hour of the tenant's day.",
    }),
    planned: nullable(campaignPreflight),
    actual: closed({
      starts_at: nullable(instant),
      ends_at: nullable({ ...instant, description: "Null until it is finished." }),
      seconds: nullable(count),
      eligible: count,
      skipped: counts,
    }),
  },
  { title: "CampaignReport" },
);
export type CampaignReport = Type.Static<typeof campaignReport>;

const recipientStatus = words(
  "eligible",
  "pending",
  "held",
  "waiting",
  "skipped",
  "canceled",
  "queued",
  "sent",
  "delivered",
  "read",
  "failed",
  "unknown",
  "expired",
  "replied",
  "clicked",
  "converted",
  "opted_out",
);

export const recipientFilter = closed({
  status: Type.Optional(recipientStatus),
  reason: Type.Optional({ ...text(64), description: "Why they were skipped or canceled." }),
  error: Type.Optional({ ...text(64), description: "A code of the error dictionary: why it failed." }),
});
export type RecipientFilter = Type.Static<typeof recipientFilter>;

export const recipientsQuery = closed({ ...pageQuery.properties, ...recipientFilter.properties });
export type RecipientsQuery = Type.Static<typeof recipientsQuery>;
