// Style as a test: every rule over the whole repository, and over a sample that proves the rule can fail.

import { expect, test } from "vitest";
import { agreementRules } from "./tidy/agreement.ts";
import { directionRules } from "./tidy/directions.ts";
import { exceptions } from "./tidy/exceptions.ts";
import { ownerRules } from "./tidy/owners.ts";
import { readRepository } from "./tidy/repository.ts";
import type { Rule } from "./tidy/rule.ts";
import { shapeRules } from "./tidy/shape.ts";
import { wordRules } from "./tidy/words.ts";

const rules: Rule[] = [...directionRules, ...ownerRules, ...shapeRules, ...wordRules, ...agreementRules];
const files = readRepository();

test("the repository is looked at", () => {
  const paths = files.map((file) => file.path);
  expect(paths).toContain("server/src/messaging/lifecycle.ts");
  expect(paths).toContain("tidy.test.ts");
  expect(paths.filter((path) => path.includes("node_modules"))).toEqual([]);
});

test.each(rules)("$name: the repository keeps it", (rule) => {
  const excepted = new Set(exceptions.filter((each) => each.rule === rule.name).map((each) => each.path));
  const found = rule.find(files).filter(({ path }) => !excepted.has(path));
  const report = found.map(({ path, line, what }) => `${path}:${line} ${what} → ${rule.remedy}`);
  expect(report.join("\n")).toBe("");
});

test.each(rules)("$name: bad samples are caught", (rule) => {
  expect(rule.bad.length).toBeGreaterThan(0);
  for (const repository of rule.bad) {
    expect(rule.find(repository), repository.map(({ text }) => text).join("\n")).not.toEqual([]);
  }
});

test("every exception has a reason and is still needed", () => {
  for (const { rule, path, because } of exceptions) {
    const broken = rules.find(({ name }) => name === rule)?.find(files) ?? [];
    expect(
      broken.map((violation) => violation.path),
      `${rule}: ${path}`,
    ).toContain(path);
    expect(because).toMatch(/^[A-Z].{20,}\.$/);
  }
});
