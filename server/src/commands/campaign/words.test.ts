// What a person reads about a campaign: its figures that matter, and why it does not move.

import type { CampaignAnalytics } from "@waypost/contract";
import { expect, test } from "vitest";
import { sayCampaign, type Shown } from "./words.ts";

const at = "2026-11-21T10:00:00.000Z";

const campaign: Shown = {
  id: "cmp_1",
  name: "Spring",
  status: "running",
  starts_at: null,
  launched_at: at,
  finished_at: null,
  paused: null,
  brake: { code: "quiet_hours", detail: "It is night where they live.", until: "2026-11-22T08:00:00.000Z" },
};

const analytics: CampaignAnalytics = {
  funnel: {
    audience: 12_000,
    eligible: 11_800,
    sent: 5_900,
    delivered: 4_425,
    read: 0,
    replied: 0,
    failed: 12,
    unknown: 0,
    skipped: 200,
  },
  waiting: 5_888,
  canceled: 0,
  opted_out: 0,
  skipped: { no_phone: 50, opted_out: 150 },
  failed: { recipient_undeliverable: 12 },
};

test("a running one says how far it has come, and what it waits for", () => {
  expect(sayCampaign(campaign, analytics)).toEqual([
    `cmp_1  Spring: running (launched ${at})`,
    "  waits: It is night where they live. (quiet_hours, until 2026-11-22T08:00:00.000Z)",
    "  people     12,000",
    "  left out      200  opted_out 150, no_phone 50",
    "  waiting     5,888",
    "  sent        5,900  50.0 %",
    "  delivered   4,425  75.0 %",
    "  read            0  0.0 %",
    "  failed         12  recipient_undeliverable 12",
  ]);
});

test("a paused one says by whom and why, and nothing of what it waited for", () => {
  const paused = { at, by: null, code: "too_many_failures", detail: "One in four failed." };
  expect(sayCampaign({ ...campaign, status: "paused", paused }, analytics).slice(0, 3)).toEqual([
    "cmp_1  Spring: paused",
    `  paused since ${at}: One in four failed. (too_many_failures)`,
    "  people     12,000",
  ]);
});
