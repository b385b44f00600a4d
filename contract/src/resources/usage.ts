// Usage: what was accepted, sent, delivered and received, what it cost, and when to be told about it.

import Type from "typebox";
import { closed, instant, nullable, words } from "../json-schema.ts";

const date = Type.String({ pattern: "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$" });
const count = Type.Integer({ minimum: 0 });
const currency = Type.String({ pattern: "^[A-Z]{3}$" });

/** `from` and `to` are days by the tenant's clock, both included. */
export const usageQuery = closed({
  from: Type.Optional(date),
  to: Type.Optional(date),
  by: Type.Optional(words("day", "month", "sender", "category", "country")),
});
export type UsageQuery = Type.Static<typeof usageQuery>;

export const usageAmount = closed(
  { currency, amount_micros: Type.Integer({ description: "Millionths of the currency." }) },
  { title: "Amount" },
);
export type UsageAmount = Type.Static<typeof usageAmount>;

const cost = closed(
  {
    amounts: Type.Array(usageAmount, { description: "One for each currency of the rate card." }),
    unpriced_messages: { ...count, description: "Delivered, and no rate card says what they cost." },
  },
  { title: "UsageCost" },
);
export type UsageCost = Type.Static<typeof cost>;

const counts = {
  accepted: count,
  sent: count,
  delivered: count,
  read: count,
  failed: count,
  received: count,
  media_bytes: { ...count, description: "Of files that people sent." },
};

const usageRow = closed({ key: Type.String(), ...counts, cost }, { title: "UsageRow" });
export type UsageRow = Type.Static<typeof usageRow>;

const fee = Type.Union([usageAmount, Type.Null()]);

/** What the same traffic would cost elsewhere; null is what nobody has published, or no rate card says. */
const elsewhere = closed(
  {
    name: Type.String(),
    messages: { ...fee, description: "What the provider itself takes for messages." },
    monthly: { ...fee, description: "What it takes for numbers, for each month that was begun." },
    meta: closed({ amounts: Type.Array(usageAmount), unpriced_messages: count }),
    total: { ...fee, description: "Null when a part is unknown, or currencies differ." },
    source: nullable(Type.String()),
    as_of: nullable(Type.String()),
    note: Type.String(),
  },
  { title: "PriceElsewhere" },
);
export type PriceElsewhere = Type.Static<typeof elsewhere>;

export const usageReport = closed(
  {
    from: date,
    to: date,
    mode: words("live", "test"),
    by: words("day", "month", "sender", "category", "country"),
    rows: Type.Array(usageRow),
    total: usageRow,
    elsewhere: Type.Array(elsewhere),
  },
  { title: "Usage" },
);
export type UsageReport = Type.Static<typeof usageReport>;

export const tenantsUsage = closed(
  {
    from: date,
    to: date,
    rows: Type.Array(closed({ tenant: Type.String(), slug: Type.String(), ...counts })),
  },
  { title: "TenantsUsage" },
);

const alertRule = Type.Union(
  [
    closed({
      kind: words("amount_per_month"),
      currency,
      amount_micros: Type.Integer({ minimum: 1, maximum: 1e15 }),
    }),
    closed({
      kind: words("percent_of_plan"),
      cap: words("messages_per_day", "messages_per_month"),
      percent: Type.Integer({ minimum: 1, maximum: 100 }),
    }),
  ],
  { title: "UsageAlertRule" },
);
export type UsageAlertRule = Type.Static<typeof alertRule>;

export const putAlertRules = closed({ rules: Type.Array(alertRule, { maxItems: 20 }) });
export type PutAlertRules = Type.Static<typeof putAlertRules>;

export const usageAlerts = closed(
  {
    rules: Type.Array(alertRule),
    alerts: Type.Array(
      closed({
        type: words("usage.alert"),
        rule: alertRule,
        window_start: date,
        value: Type.Integer({ description: "The amount in millionths, or the messages, that raised it." }),
        at: instant,
      }),
    ),
  },
  { title: "UsageAlerts" },
);
export type UsageAlerts = Type.Static<typeof usageAlerts>;
