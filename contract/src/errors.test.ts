// Keeps the error dictionary usable and the documentation page the same as it, in both directions.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorChapters, errorDictionary, isErrorCode, renderErrorDocs } from "./index.ts";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const codes = Object.keys(errorDictionary);

describe("error dictionary", () => {
  test.each(Object.entries(errorDictionary))("%s says what happened and what to do", (code, entry) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    for (const sentence of [entry.cause, entry.remedy]) expect(sentence).toMatch(/^[A-Z`][^]*\.$/);
    expect(entry.title).toMatch(/^[A-Z].*[^.]$/);
    if (entry.status !== null) expect(entry.status).toBeGreaterThanOrEqual(400);
  });

  test("a code stands in one chapter only", () => {
    const listed = errorChapters.flatMap((chapter) => Object.keys(chapter.entries));
    expect(listed.toSorted()).toEqual(codes.toSorted());
    expect(new Set(listed).size).toBe(listed.length);
  });

  test("a provider code has one meaning", () => {
    const upstream = Object.values(errorDictionary).flatMap((entry) => entry.upstream);
    expect(new Set(upstream).size).toBe(upstream.length);
  });

  test("inherited names are no codes", () => {
    expect(isErrorCode("constructor")).toBe(false);
    expect(isErrorCode("not_found")).toBe(true);
  });
});

describe("docs/errors.md", () => {
  test("has a section for every code, and for nothing else", () => {
    const sections = [...page.matchAll(/^### (\S+)$/gm)].map((match) => match[1] ?? "");
    expect(sections.toSorted()).toEqual(codes.toSorted());
  });

  test("says what the dictionary says", () => {
    expect(page).toBe(renderErrorDocs());
  });
});
