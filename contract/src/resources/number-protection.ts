// How a number is protected from being banned: what may be chosen, what then holds, how the number is
// doing.

import Type from "typebox";
import { closed, instant, nullable, text, words } from "../json-schema.ts";

const localTime = Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", examples: ["21:00"] });
const quietHours = closed({ from: localTime, to: localTime });

const preset = words("cautious", "normal", "established", "off");

/** Only for numbers that live on a phone. What is left out is as in the preset. */
export const protectionSettings = closed(
  {
    preset: Type.Optional(preset),
    daily_cap: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    new_chats_per_day: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
    gap_seconds: Type.Optional(
      Type.Number({ minimum: 2, maximum: 3_600, description: "Half of all gaps are shorter." }),
    ),
    quiet_hours: Type.Optional(nullable(quietHours)),
    typing: Type.Optional(Type.Boolean()),
    time_zone: Type.Optional({ ...text(64), description: "IANA; by default the zone of the number." }),
  },
  { title: "ProtectionSettings" },
);
export type ProtectionSettings = Type.Static<typeof protectionSettings>;

/** The figures that hold; null where there is no such limit. */
export const protectionResource = closed(
  {
    preset,
    daily_cap: nullable(Type.Integer()),
    new_chats_per_day: nullable(Type.Integer()),
    gap_seconds: nullable(Type.Number()),
    quiet_hours: nullable(quietHours),
    typing: Type.Boolean(),
    time_zone: Type.String(),
  },
  { title: "Protection" },
);
export type ProtectionResource = Type.Static<typeof protectionResource>;

export const senderHealth = closed({
  state: words("healthy", "degraded", "paused", "blocked"),
  reason: nullable(Type.String()),
  since: instant,
  score: nullable(Type.Integer({ minimum: 0, maximum: 100, description: "Null for unprotected numbers." })),
  reasons: Type.Array(
    closed({
      code: Type.String(),
      points: Type.Integer({ description: "What it takes from the score." }),
      text: Type.String(),
      until: nullable(instant),
    }),
  ),
});
export type SenderHealth = Type.Static<typeof senderHealth>;

/** Null where there is no such limit. Today is the day of the number, from six in the morning on. */
export const senderLimits = closed({
  per_second: nullable(Type.Number()),
  per_day: nullable(Type.Integer({ description: "Today, with warm-up and health." })),
  sent_today: nullable(Type.Integer()),
  new_chats_per_day: nullable(Type.Integer()),
  new_chats_today: nullable(Type.Integer()),
  warm_up_stage: nullable(Type.String({ examples: ["day 3 of 11: 50 a day"] })),
  resumes_at: nullable(
    Type.String({
      format: "date-time",
      description: "When it may send again; null when it may, or nobody knows.",
    }),
  ),
});
export type SenderLimits = Type.Static<typeof senderLimits>;
