// Checks that `npm ci` will take the lockfile on every platform.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { missingPackages } from "./complete-lockfile.ts";

test.each(["package-lock.json", "runtime/package-lock.json"])(
  "%s names the packages of every platform",
  (file) => {
    const { packages } = JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));
    // When this fails, `npm run lockfile` adds them.
    expect(missingPackages(packages)).toEqual({});
  },
);

test("a platform package that npm left out is missed, with the platform its name tells", () => {
  const oxlint = { dev: true, optionalDependencies: { "@oxlint/binding-linux-x64-musl": "1.0.0" } };
  expect(missingPackages({ "node_modules/oxlint": oxlint })).toEqual({
    "node_modules/@oxlint/binding-linux-x64-musl": {
      version: "1.0.0",
      os: ["linux"],
      cpu: ["x64"],
      libc: ["musl"],
      dev: true,
      optional: true,
    },
  });
});
