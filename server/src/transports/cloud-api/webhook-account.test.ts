// Meta's words about numbers and accounts become facts; whatever else a webhook holds says nothing.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readMessagingLimit } from "./account/fact.ts";
import { readAccountChanges } from "./webhook-account.ts";
import { parseWebhook } from "./webhook.ts";

const receivedAt = new Date("2026-11-20T10:00:00Z");

/** A whole webhook with one change, read as the worker reads it. */
function said(field: string, value: unknown, time: unknown = 1_795_000_000) {
  const body = {
    object: "whatsapp_business_account",
    entry: [{ id: "200", time, changes: [{ field, value }] }],
  };
  return readAccountChanges(parseWebhook(body).other, receivedAt);
}

const facts = (field: string, value: unknown): unknown[] =>
  said(field, value).events.map((event) => event.said);

describe("a webhook about a number", () => {
  test("names it as it is displayed, and says when", () => {
    const value = {
      display_phone_number: "+91 484 000 0000",
      event: "THROUGHPUT_UPGRADE",
      max_daily_conversations_per_business: "TIER_2K",
    };
    const about = { wabaId: "200", number: { address: "+914840000000" }, at: new Date(1_795_000_000_000) };
    expect(said("phone_number_quality_update", value).events).toEqual([
      { ...about, said: { fact: "messaging_limit", value: 2_000 } },
      { ...about, said: { fact: "throughput", value: "HIGH" } },
    ]);
  });

  test.each([
    ["FLAGGED", true],
    ["UNFLAGGED", false],
  ])("%s is an older word for its quality", (event, value) => {
    const told = { display_phone_number: "15550100000", event, current_limit: "TIER_1K" };
    expect(facts("phone_number_quality_update", told)).toEqual([
      { fact: "messaging_limit", value: 1_000 },
      { fact: "flagged", value },
    ]);
  });

  test("tells what became of its name", () => {
    const told = {
      display_phone_number: "15550100000",
      decision: "REJECTED",
      requested_verified_name: "Marigold",
      rejection_reason: "NAME_POLICY",
    };
    const value = { name: "Marigold", status: "REJECTED", reason: "NAME_POLICY" };
    expect(facts("phone_number_name_update", told)).toEqual([{ fact: "name", value }]);
  });
});

describe("a webhook about an account", () => {
  test.each([
    ["SCHEDULE_FOR_DISABLE", "April 17, 2027"],
    ["DISABLE", null],
    ["REINSTATE", null],
  ])("tells of the ban %s", (state, day) => {
    const value = { event: "DISABLED_UPDATE", ban_info: { waba_ban_state: state, waba_ban_date: day } };
    expect(facts("account_update", value)).toEqual([{ fact: "ban", value: { state, day } }]);
  });

  test("tells of restrictions with their ends, in either spelling of time", () => {
    const value = {
      event: "ACCOUNT_RESTRICTION",
      restriction_info: [
        { restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING", expiration: "2026-12-01T13:59:20+0000" },
        { restriction_type: "RESTRICTED_ADD_PHONE_NUMBER_ACTION", expiration: 1_796_000_000 },
        { restriction_type: "RESTRICTED_UTILITY_TEMPLATES" },
        { expiration: "soon" },
      ],
    };
    expect(facts("account_update", value)).toEqual([
      {
        fact: "restrictions",
        value: [
          { type: "RESTRICTED_BIZ_INITIATED_MESSAGING", until: "2026-12-01T13:59:20.000Z" },
          { type: "RESTRICTED_ADD_PHONE_NUMBER_ACTION", until: new Date(1_796_000_000_000).toISOString() },
          { type: "RESTRICTED_UTILITY_TEMPLATES", until: null },
        ],
      },
    ]);
  });

  test.each([
    ["ACCOUNT_OFFBOARDED", "offboarded"],
    ["ACCOUNT_DELETED", "deleted"],
    ["ACCOUNT_RECONNECTED", "member"],
  ])("%s says whether it is still there", (event, value) => {
    expect(facts("account_update", { event })).toEqual([{ fact: "membership", value }]);
  });

  test("a violation, an alert and a changed PIN are notices", () => {
    const violation = { event: "ACCOUNT_VIOLATION", violation_info: { violation_type: "SPAM" } };
    expect(facts("account_update", violation)).toEqual([
      { fact: "notice", value: { event: "ACCOUNT_VIOLATION", severity: "warning", detail: "SPAM" } },
    ]);
    const alert = {
      entity_type: "PHONE_NUMBER",
      entity_id: "300",
      alert_info: {
        alert_severity: "CRITICAL",
        alert_type: "PROFILE_PICTURE_LOST",
        alert_description: "Lost.",
      },
    };
    expect(said("account_alerts", alert).events).toMatchObject([
      {
        number: { phoneNumberId: "300" },
        said: { value: { event: "PROFILE_PICTURE_LOST", severity: "critical", detail: "Lost." } },
      },
    ]);
    const pin = { display_phone_number: "15550100000", event: "PIN_CHANGED", requester: "61555822107539" };
    expect(said("security", pin).events).toMatchObject([
      { number: { address: "+15550100000" }, said: { value: { detail: "requested by 61555822107539" } } },
    ]);
  });

  test("review and capability are read, the time of arrival standing in for one that is missing", () => {
    expect(said("account_review_update", { decision: "REJECTED" }, null).events).toMatchObject([
      { at: receivedAt, number: null, said: { fact: "review", value: "REJECTED" } },
    ]);
    expect(facts("business_capability_update", { max_daily_conversations_per_business: -1 })).toEqual([
      { fact: "messaging_limit", value: null },
    ]);
  });
});

test.each([
  ["TIER_250", 250],
  ["TIER_2K", 2_000],
  ["TIER_100K", 100_000],
  ["TIER_UNLIMITED", null],
  ["-1", null],
  [-1, null],
  [10_000, 10_000],
  ["2000", 2_000],
  ["TIER_NOT_SET", undefined],
  [{}, undefined],
])("the limit %j is %j people", (given, people) => {
  expect(readMessagingLimit(given)).toBe(people);
});

test("a person's wish about marketing comes with its own time", () => {
  const value = {
    metadata: { phone_number_id: "300" },
    user_preferences: [
      { wa_id: "919000000001", value: "stop", category: "marketing_messages", timestamp: 1_795_000_100 },
      { user_id: "IN.1349", value: "resume" },
      { wa_id: "919000000001", value: "perhaps" },
    ],
  };
  expect(said("user_preferences", value).preferences).toMatchObject([
    { phoneNumberId: "300", person: "+919000000001", wants: false, at: new Date(1_795_000_100_000) },
    { person: "IN.1349", wants: true },
  ]);
});

test("any value of any field is read without throwing, and leaves only what can be stored", () => {
  const names = fc.constantFrom(
    "account_update",
    "phone_number_quality_update",
    "phone_number_name_update",
    "account_alerts",
    "business_capability_update",
    "account_review_update",
    "security",
    "user_preferences",
  );
  const words = fc.oneof(
    fc.string(),
    fc.constantFrom("DISABLED_UPDATE", "REINSTATE", "PIN_CHANGED", "TIER_2K"),
  );
  const keys = fc.constantFrom(
    "event",
    "ban_info",
    "restriction_info",
    "alert_info",
    "decision",
    "entity_id",
    "waba_ban_state",
    "restriction_type",
    "expiration",
  );
  const values = fc.letrec((tie) => ({
    value: fc.oneof(words, fc.jsonValue(), fc.array(tie("value"), { maxLength: 3 }), tie("object")),
    object: fc.dictionary(keys, tie("value"), { maxKeys: 5 }),
  })).object;
  fc.assert(
    fc.property(names, values, fc.jsonValue(), (field, value, time) => {
      for (const { at, said: fact } of said(field, value, time).events) {
        expect(at.getTime()).not.toBeNaN();
        expect(JSON.stringify(fact)).not.toContain("\\u0000");
      }
    }),
    { numRuns: 2_000 },
  );
});
