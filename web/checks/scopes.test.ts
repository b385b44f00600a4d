// The page of roles has words for every scope there is, and for every role that all workspaces have.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as shown from "../src/pages/settings/roles/scopes.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A list of the API's own as its source has it; a page knows the API's types only. */
function listIn(path: string, name: string): string[] {
  const source = readFileSync(join(root, path), "utf8");
  const list = new RegExp(`export const ${name} = \\[([^\\]]*)\\]`).exec(source)?.[1] ?? "";
  return [...list.matchAll(/"([\w:-]+)"/g)].map((match) => match[1] ?? "");
}

test("every scope stands on the page of roles", () => {
  const scopes = listIn("server/src/kernel/route.ts", "scopes");
  expect(scopes.length).toBeGreaterThan(20);
  expect(scopes.filter((scope) => shown.choiceOf(scope) === null)).toEqual([]);
  expect(shown.choiceOf("moon:read")).toBeNull();
});

test("every role that all workspaces have has a name in each language", () =>
  expect(shown.builtInRoles).toEqual(listIn("contract/src/resources/person.ts", "builtInRoles")));
