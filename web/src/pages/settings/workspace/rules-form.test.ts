// A workspace's rules: what is read and saved again without a change stays what it was.
import type { TenantSettings } from "@waypost/sdk";
import { expect, test } from "vitest";
import { rulesOf, wantedOf } from "./rules-form.ts";

const was: TenantSettings = {
  template_review: true,
  week_starts_on: "sunday",
  hour_cycle: "h12",
  key_lifetime_days: 90,
  key_overlap_hours: 48,
  campaign_approval_above: 0,
};
const { week_starts_on: _week, hour_cycle: _clock, ...shown } = was;

test("saved as it was read, nothing is another, and what is not shown is not sent", () => {
  expect(wantedOf(rulesOf(was))).toEqual({ settings: shown });
});

test("no number of people is no rule; no number of days leaves the days as they are", () => {
  const { settings } = wantedOf({ ...rulesOf(was), approval: "", lifetime: "" });
  expect(settings).toEqual({ template_review: true, campaign_approval_above: null, key_overlap_hours: 48 });
});
