// `waypost plans`, run against a database as an operator runs it.

import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type Config, readConfig } from "../config.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import * as plans from "./plans.ts";
import * as tenants from "./tenants.ts";

let database: TestDatabase;
let config: Config;

beforeAll(async () => {
  database = await createTestDatabase();
  const masterKey = randomBytes(32).toString("base64");
  const read = readConfig({ DATABASE_URL: database.url, WAYPOST_MASTER_KEY: masterKey });
  if ("problems" in read) throw new Error(read.problems.join());
  config = read;
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => database.drop());

async function waypost(command: typeof plans | typeof tenants, line: string): Promise<string> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  expect(await command.run(line.split(" "), config)).toBe(0);
  const printed = log.mock.calls.map(([text]) => String(text)).join("\n");
  log.mockRestore();
  return printed;
}

test("an operator makes a plan, puts a tenant on it, and takes it off again", async () => {
  await waypost(tenants, "create --name Marigold --slug marigold");
  await waypost(plans, "create --name small --cap messages_per_day=100 --cap seats=2");
  await waypost(plans, "create --name small --cap messages_per_day=200");
  expect(await waypost(plans, "assign --tenant marigold --plan small")).toBe("marigold is on small");
  expect(JSON.parse(await waypost(plans, "list --json"))).toMatchObject({
    data: [
      { name: "small", version: 2, caps: { messages_per_day: 200 }, tenants: 1 },
      { name: "small", version: 1, caps: { messages_per_day: 100, seats: 2 }, tenants: 0 },
    ],
  });
  await waypost(plans, "assign --tenant marigold --none");
  expect(await waypost(plans, "list")).toMatch(/small 2 {2}tenants=0 {2}open {2}messages_per_day=200/);
  expect(await waypost(plans, "recount --days 1")).toBe("0 hours counted, 0 were wrong");
});

test.each([
  ["create --name small --cap messages_per_day=many", /messages_per_day/],
  ["create --name small --cap messages_per_year=1", /messages_per_year/],
  ["assign --tenant marigold", /--plan or --none/],
  ["assign --tenant nobody --plan small", /no tenant "nobody"/],
  ["recount --days 5000", /1 to 390/],
])("`waypost plans %s` is refused in words", async (line, words) => {
  await expect(plans.run(line.split(" "), config)).rejects.toThrow(words);
});
