// The example file is what its generator makes, to the byte.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkFile, makePlan, noRejectsFile } from "../server/src/csv-send/index.ts";
import { generateAppointments, updateReadme } from "./generate-appointments.ts";

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const read = (name: string): string => readFileSync(at(name), "utf8");
const { csv, expected, people } = generateAppointments();

test("the example is what its generator makes, byte for byte, and so are its counts", () => {
  expect(Buffer.from(csv).equals(readFileSync(at("appointments.csv")))).toBe(true);
  expect(JSON.parse(read("appointments.expected.json"))).toEqual(expected);
  expect(updateReadme(read("README.md"), expected)).toBe(read("README.md"));
});

test("a check of it finds what was put in", async () => {
  const plan = await makePlan({
    path: at("appointments.csv"),
    reading: {},
    columns: [],
    country: "IN",
    content: { kind: "text", text: "Hi {{ first_name | default: 'there' }}" },
    options: {},
    mode: "test",
    again: null,
  });
  const { rows, good, rejected } = await checkFile(plan, noRejectsFile);
  const { duplicate, blank, ...broken } = rejected;
  const sum = Object.values(broken).reduce((total, count) => total + count, 0);
  expect({ rows, good, duplicate, blank, broken: sum }).toEqual(expected);
  expect(new Set(people.map(({ to }) => to)).size).toBe(expected.good);
});
