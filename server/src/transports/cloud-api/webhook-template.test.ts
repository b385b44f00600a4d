// What Meta's webhooks say of templates, and that nothing they may hold is thrown at.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseWebhook, readTemplateChanges } from "./index.ts";

const told = {
  message_template_id: 900000000000001,
  message_template_name: "trip_reminder",
  message_template_language: "en_US",
};
const at = new Date(1_795_000_000_000);
const read = (field: string, value: unknown, entry: object = { id: "200", time: 1_795_000_000 }) =>
  readTemplateChanges(
    parseWebhook({ entry: [{ ...entry, changes: [{ field, value }] }] }).other,
    new Date(0),
  );

const status = "message_template_status_update";
const change = (news: object): object => ({
  changes: [{ accountId: "200", name: "trip_reminder", language: "en_US", at, news }],
  unreadable: [],
});

describe("a webhook", () => {
  test("tells of a pause with its end", () => {
    const other_info = { title: "FIRST_PAUSE", description: "Paused for 3 hours" };
    expect(read(status, { ...told, event: "PAUSED", reason: "NONE", other_info })).toEqual(
      change({
        kind: "status",
        event: "PAUSED",
        reason: null,
        said: "FIRST_PAUSE: Paused for 3 hours",
        pausedUntil: new Date(at.getTime() + 3 * 3_600_000),
      }),
    );
  });

  test("names a language as Meta's own sample does, with a hyphen", () => {
    const sample = { ...told, message_template_language: "en-US", event: "APPROVED" };
    expect(read(status, sample).changes).toMatchObject([{ language: "en_US" }]);
  });

  test("tells of a pause that somebody has to lift", () => {
    const other_info = { title: "RATE_LIMITING_PAUSE" };
    expect(read(status, { ...told, event: "PAUSED", other_info }).changes[0]?.news).toMatchObject({
      pausedUntil: null,
    });
  });

  test("tells of a rejection with its reason", () => {
    expect(
      read(status, { ...told, event: "REJECTED", reason: "TAG_CONTENT_MISMATCH" }).changes[0]?.news,
    ).toMatchObject({
      event: "REJECTED",
      reason: "TAG_CONTENT_MISMATCH",
    });
  });

  test.each(["message_template_quality_update", status])("of quality may come as %s", (field) => {
    const value = { ...told, previous_quality_score: "GREEN", new_quality_score: "YELLOW" };
    expect(read(field, value)).toEqual(change({ kind: "quality", score: "YELLOW", former: "GREEN" }));
  });

  test("tells of a category to come, and of one that has changed", () => {
    const notice = { ...told, new_category: "UTILITY", correct_category: "MARKETING" };
    expect(read("template_category_update", notice)).toEqual(
      change({ kind: "category", category: "UTILITY", former: null, correct: "MARKETING" }),
    );
    const done = { ...told, previous_category: "UTILITY", new_category: "MARKETING" };
    expect(read("template_category_update", done)).toEqual(
      change({ kind: "category", category: "MARKETING", former: "UTILITY", correct: null }),
    );
  });

  test("tells that texts have changed", () => {
    expect(read("message_template_components_update", told)).toEqual(change({ kind: "components" }));
  });

  test("without a time counts from when it came", () => {
    expect(read(status, { ...told, event: "APPROVED" }, { id: "200" }).changes[0]?.at).toEqual(new Date(0));
  });

  test.each([
    ["no template", { event: "PAUSED" }],
    ["no event", told],
    ["an event that is no word", { ...told, event: "paused!" }],
  ])("with %s says why it is not understood", (_, value) => {
    expect(read(status, value)).toMatchObject({ changes: [], unreadable: [{ field: status }] });
  });

  test("about anything else is left to others", () => {
    expect(read("account_update", told)).toEqual({ changes: [], unreadable: [] });
  });
});

test("any JSON is read without throwing", () => {
  const fields = fc.constantFrom(status, "message_template_quality_update", "template_category_update");
  const values = fc.oneof(
    fc.jsonValue(),
    fc.record({
      message_template_name: fc.constant("a"),
      message_template_language: fc.constant("en"),
      event: fc.jsonValue(),
      other_info: fc.jsonValue(),
      new_quality_score: fc.jsonValue(),
    }),
  );
  fc.assert(
    fc.property(fields, values, (field, value) => {
      const { changes, unreadable } = read(field, value);
      expect(changes.length + unreadable.length).toBeLessThanOrEqual(1);
    }),
  );
});
