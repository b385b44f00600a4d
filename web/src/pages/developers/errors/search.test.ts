// The error dictionary is searched by any word of it.
import type { ErrorEntry } from "@waypost/contract";
import { expect, test } from "vitest";
import { foundIn, readSearched } from "./search.ts";

const entry = { remedy: "Wait.", retryable: true, maybe_sent: false, status: 403, upstream: [] };
const all: (ErrorEntry & { code: string })[] = [
  {
    ...entry,
    code: "second_proof_required",
    title: "A second proof is needed",
    cause: "It was proved more than ten minutes ago.",
    who: "caller",
  },
  {
    ...entry,
    code: "window_closed",
    title: "The window is closed",
    cause: "Nothing came from them for a day.",
    who: "recipient",
    upstream: ["cloud_api:131047"],
  },
];

test("by a code, by words in any order, by a provider's code", () => {
  expect(foundIn(all, {})).toHaveLength(all.length);
  expect(foundIn(all, { q: "second_proof" }).map(({ code }) => code)).toEqual(["second_proof_required"]);
  expect(foundIn(all, { q: "MINUTES proved ten" }).map(({ code }) => code)).toContain(
    "second_proof_required",
  );
  const known = all.find(({ upstream }) => upstream.length > 0);
  expect(foundIn(all, { q: known?.upstream[0] ?? "" })).toContain(known);
  expect(new Set(foundIn(all, { who: "recipient" }).map(({ who }) => who))).toEqual(new Set(["recipient"]));
});

test("an address may say what is searched, and nothing else", () => {
  expect(readSearched({ q: 131047, who: "provider", x: 1 })).toEqual({ q: "131047", who: "provider" });
  expect(readSearched({ q: ["a"], who: "me" })).toEqual({});
});
