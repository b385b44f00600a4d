// A campaign goes through the wizard and comes out as it was; what the wizard has no field for is left alone.
import { expect, test } from "vitest";
import type { Campaign } from "../figures.ts";
import { changeOf, draftOf, type Draft, emptyDraft, hasAudience, madeOf, savedOf } from "./draft.ts";

const list = `lst_${"1".repeat(32)}`;
const draft: Draft = {
  ...emptyDraft,
  name: " Spring ",
  senders: [`snd_${"2".repeat(32)}`],
  included: { lists: [list], segments: [], tags: ["vip"] },
  excluded: { lists: [], segments: [], tags: ["staff"] },
  kind: "template",
  template: "spring_sale",
  variables: {
    first_name: { from: "first_name", value: "", fallback: "friend" },
    city: { from: "attribute", value: "city", fallback: "" },
    code: { from: "words", value: "SPRING", fallback: "" },
    unset: { from: "words", value: "", fallback: "" },
  },
  at: "2026-12-01T09:00",
  local: true,
  opens: "09:00",
  closes: "18:00",
  rate: "600",
  second: "spring_short",
  holdOut: "10",
  followWhen: "not_read",
  followHours: "48",
  followText: "Still there",
};

function answered(made: ReturnType<typeof madeOf>, more: object = {}): Campaign {
  const from = [made.from ?? []]
    .flat()
    .map((each) => (typeof each === "string" ? { sender: each, weight: 1 } : { weight: 1, ...each }));
  const nothing = {
    template: null,
    message: null,
    schedule: {},
    stops: {},
    ab: null,
    follow_up: null,
    import: null,
  };
  return { ...nothing, ...made, from, ...more } as Campaign;
}

test("what is filled in is what is asked for", () => {
  expect(madeOf(draft)).toMatchObject({
    name: "Spring",
    template: {
      name: "spring_sale",
      variables: {
        first_name: { field: "first_name", fallback: "friend" },
        city: { attribute: "city" },
        code: "SPRING",
      },
    },
    audience: { list: [list], tag: ["vip"], exclude: { tag: ["staff"] } },
    schedule: { at: "2026-12-01T09:00", recipient_local: true, windows: { from: "09:00", to: "18:00" } },
    rate: { count: 600, per: "minute" },
    ab: { hold_out_percent: 10, variants: [{ share: 1 }, { share: 1, template: { name: "spring_short" } }] },
    follow_up: { when: "not_read", after_minutes: 2_880 },
  });
});

test("it comes back as it went", () => {
  const made = madeOf(draft);
  expect(madeOf(draftOf(answered(made)))).toEqual(made);
  const plain = madeOf({ ...emptyDraft, name: "Plain", body: "Hello", everyone: true });
  expect(madeOf(draftOf(answered(plain)))).toEqual(plain);
});

test("what it has no field for is not named, and so stays", () => {
  const picture = { type: "image", image: { link: "https://example.com/a.png" } };
  const winner = { metric: "read", after_minutes: 60, test_percent: 20 };
  const campaign = answered(madeOf(emptyDraft), {
    message: picture,
    ab: { variants: [{}, {}], winner },
    schedule: { at: "2026-12-01T09:00:00Z", repeat: { every: "week" } },
  });
  const made = madeOf(draftOf(campaign));
  for (const name of ["message", "template", "ab", "schedule"]) expect(made).not.toHaveProperty(name);
});

test("several numbers have their weights, of which one is the usual", () => {
  const [one, two] = [`snd_${"2".repeat(32)}`, `snd_${"3".repeat(32)}`];
  const made = madeOf({ ...draft, senders: [one, two], weights: { [one]: "", [two]: 3 } });
  expect(made.from).toEqual([one, { sender: two, weight: 3 }]);
  expect(madeOf(draftOf(answered(made)))).toEqual(made);
});

test("a file is handed over once, and its list is not named anew", () => {
  const wanted = { ...draft, csv: "phone\n+14155550123" };
  expect(changeOf(wanted).audience).toMatchObject({ list: [list], csv: wanted.csv });
  expect(madeOf({ ...wanted, everyone: true }).audience).not.toHaveProperty("csv");
  const own = `lst_${"4".repeat(32)}`;
  const kept = answered(madeOf(draft), {
    audience: { ...madeOf(draft).audience, list: [list, own] },
    import: `imp_${"5".repeat(32)}`,
  });
  const saved: Draft = { ...wanted, ...savedOf(kept) };
  expect(saved).toMatchObject({ csv: "", included: { lists: [list, own] } });
  expect(changeOf(saved)).not.toHaveProperty("audience");
  expect(changeOf({ ...saved, everyone: true }).audience).toMatchObject({ everyone: true });
});

test("somebody has to be named", () => {
  expect(hasAudience(emptyDraft)).toBe(false);
  expect(hasAudience({ ...emptyDraft, everyone: true })).toBe(true);
  expect(hasAudience(draft)).toBe(true);
  expect(hasAudience({ ...emptyDraft, csv: "phone\n+14155550123" })).toBe(true);
});
