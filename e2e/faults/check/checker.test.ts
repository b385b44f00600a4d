// The checker is worth what it finds: each violation is put into a clean history, and it must name that one alone.

import { expect, test } from "vitest";
import { isClean, judge, type Violations } from "./checker.ts";
import type { Accepted, Facts, Taken, Told } from "./facts.ts";
import { createSightings } from "./sightings.ts";

const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

function accepted(n: number, more: Partial<Accepted> = {}): Accepted {
  return {
    tenant: "north",
    id: `msg_${uuid(n).replaceAll("-", "")}`,
    sender: "snd_1",
    number: "15550100001",
    to: "14156001000",
    category: "utility",
    policy: "once",
    text: `message ${n}`,
    ...more,
  };
}

function told(message: Accepted, more: Partial<Told> = {}): Told {
  const { tenant, id, text } = message;
  return { tenant, id, text, status: "read", possibleDuplicate: false, ...more };
}

function taken(n: number, message: Accepted, more: Partial<Taken> = {}): Taken {
  const { to, number, text } = message;
  return { attempt: `${uuid(n)}.1`, to, number, text, outcome: "read", at: 1_000 + n, ...more };
}

const [first, second, third] = [
  accepted(1),
  accepted(2),
  accepted(3, { tenant: "south", sender: "snd_2", number: "15550100002" }),
];

const clean: Facts = {
  accepted: [first, second, third],
  told: [told(first), told(second), told(third)],
  taken: [taken(1, first), taken(2, second), taken(3, third)],
  downgrades: [],
  peeks: [{ tenant: "south", id: first.id, status: 404 }],
  epochs: {
    attempts: [{ attempt: `${uuid(1)}.1`, shard: 7, epoch: 3 }],
    sightings: [
      { shard: 7, epoch: 3, at: 10 },
      { shard: 7, epoch: 4, at: 5_000 },
    ],
  },
};

test("a clean history is clean", () => {
  const verdict = judge(clean);
  expect(isClean(verdict)).toBe(true);
  expect(verdict.counts).toEqual({ accepted: 3, received: 3, secondCopies: 0, inDoubt: 0, gaveUp: 0 });
});

const otp = accepted(1, { policy: "otp", category: "authentication" });
const twice = [taken(1, otp), taken(1, otp, { attempt: `${uuid(1)}.2` }), taken(2, second), taken(3, third)];
const withOtp = { ...clean, accepted: [otp, second, third] };

const bad: [keyof Violations, string, Facts][] = [
  ["lost", "a message the API forgot", { ...clean, told: [told(second), told(third)] }],
  [
    "lost",
    "one that is said to be sent, and was not",
    { ...clean, taken: [taken(2, second), taken(3, third)] },
  ],
  ["doubled", "one that was given twice", { ...clean, taken: [...clean.taken, taken(1, first)] }],
  ["doubled", "a second code without a word", { ...withOtp, taken: twice }],
  [
    "doubled",
    "a third code",
    {
      ...withOtp,
      told: [told(otp, { possibleDuplicate: true }), told(second), told(third)],
      taken: [...twice, taken(1, otp, { attempt: `${uuid(1)}.3` })],
    },
  ],
  [
    "misdelivered",
    "another text",
    { ...clean, taken: [...clean.taken, taken(9, first, { text: "never asked for" })] },
  ],
  [
    "misdelivered",
    "another person",
    { ...clean, taken: [taken(1, first, { to: "14156009999" }), ...clean.taken.slice(1)] },
  ],
  ["misdelivered", "another message's name", { ...clean, taken: [taken(8, first), ...clean.taken.slice(1)] }],
  [
    "disordered",
    "one that overtook",
    { ...clean, taken: [taken(2, second), taken(1, first), taken(3, third)] },
  ],
  [
    "leaked",
    "a listing of another tenant",
    { ...clean, told: [...clean.told, told(first, { tenant: "south" })] },
  ],
  [
    "leaked",
    "another tenant's number",
    { ...clean, taken: [taken(1, first, { number: third.number }), ...clean.taken.slice(1)] },
  ],
  ["leaked", "an id that answers", { ...clean, peeks: [{ tenant: "south", id: first.id, status: 200 }] }],
  [
    "stuck",
    "one that waits for ever",
    {
      ...clean,
      told: [told(first, { status: "queued" }), told(second), told(third)],
      taken: clean.taken.slice(1),
    },
  ],
  [
    "untold",
    "a doubt that was not settled",
    { ...clean, told: [told(first, { status: "unknown" }), ...clean.told.slice(1)] },
  ],
  [
    "stale",
    "one that left after the takeover",
    { ...clean, taken: [taken(1, first, { at: 5_001 }), ...clean.taken.slice(1)] },
  ],
];

test.each(bad)("%s: %s", (kind, _, facts) => {
  const { violations } = judge(facts);
  const named = Object.entries(violations).flatMap(([name, found]) => (found.length > 0 ? [name] : []));
  expect(named).toEqual([kind]);
  expect(violations[kind]).toHaveLength(1);
});

test.each([
  ["delivered", "sent"],
  ["read", "delivered"],
  ["sent", "unknown"],
  ["failed", "queued"],
])("downgraded: %s, then %s", (before, after) => {
  const sightings = createSightings();
  for (const status of ["queued", "sending", before, after]) sightings.see(first.id, status);
  const { violations } = judge({ ...clean, downgrades: sightings.downgrades() });
  expect(violations.downgraded).toEqual([`${first.id} was ${before}, then ${after}`]);
});

test("what may happen is no violation", () => {
  const sightings = createSightings();
  for (const status of ["queued", "sending", "queued", "unknown", "sending", "failed", "delivered", "read"])
    sightings.see(first.id, status);
  expect(sightings.downgrades()).toEqual([]);
  // A code that was sent twice and says so; a doubt about what nobody has; a provider's own failure, tried again.
  const failedFirst = taken(2, second, { outcome: "failed" });
  const facts: Facts = {
    ...withOtp,
    told: [told(otp, { possibleDuplicate: true }), told(second), told(third, { status: "unknown" })],
    taken: [...twice.slice(0, 2), failedFirst, taken(2, second, { attempt: `${uuid(2)}.2` })],
    downgrades: [{ id: second.id, from: "sent", to: "queued" }],
  };
  const verdict = judge(facts);
  expect(isClean(verdict), JSON.stringify(verdict.violations)).toBe(true);
  expect(verdict.counts).toEqual({ accepted: 3, received: 3, secondCopies: 1, inDoubt: 1, gaveUp: 0 });
});
