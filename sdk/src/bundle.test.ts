// What a page has to load: little, of nobody else's, and nothing that only Node has.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundle } from "./testing/bundle.ts";

test("bundled and minified it is less than 15 kB over the wire", async () => {
  const size = gzipSync(await bundle(), { level: 9 }).length;
  expect(size).toBeLessThan(15_000);
  // Less than this would not be all of it.
  expect(size).toBeGreaterThan(3_000);
});

test("it imports nothing, and names nothing of Node's", async () => {
  const code = await bundle();
  expect(code).not.toMatch(/\bimport\s*[({"']|\bfrom\s*["']|\brequire\(/);
  expect(code).not.toMatch(/\b(process|Buffer|global|__dirname|setImmediate)\b(?!["':])/);
  expect(code).toContain("Idempotency-Key".toLowerCase());
});

test("the package depends on nothing", () => {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  expect(Object.keys(JSON.parse(text)).filter((key) => /^(peer|optional)?dependencies$/i.test(key))).toEqual(
    [],
  );
});
