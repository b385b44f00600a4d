// The tool that finds the examples sees all of them, and what they are said to print.

import { expect, test } from "vitest";
import { examplesOf, isSaid } from "./code-blocks.ts";

const page = [
  "# A page",
  "```sh",
  "npm start",
  "```",
  "```ts file=a.ts",
  "const a = 1;",
  "",
  "console.log(a);",
  "```",
  "It prints:",
  "```text output",
  "1",
  "```",
  "```ts file=b.ts",
  'import "./a.js";',
  "```",
].join("\n");

test("an example is its code, its name, where it stands, and what it prints", () => {
  expect(examplesOf("docs/a.md", page)).toEqual([
    {
      page: "docs/a.md",
      line: 6,
      language: "ts",
      file: "a.ts",
      code: "const a = 1;\n\nconsole.log(a);\n",
      output: "1\n",
    },
    { page: "docs/a.md", line: 15, language: "ts", file: "b.ts", code: 'import "./a.js";\n', output: null },
  ]);
});

test("code that nobody would run is an error, and so is a block without an end", () => {
  expect(() => examplesOf("docs/a.md", "```ts\nconst a = 1;\n```\n")).toThrow("docs/a.md:2");
  expect(() => examplesOf("docs/a.md", "```ts file=a.ts\nconst a = 1;\n")).toThrow("no end");
});

test("what is printed is compared word for word, except where the page leaves it open", () => {
  expect(isSaid("msg_… queued\n", "msg_0199 queued\n")).toBe(true);
  expect(isSaid("msg_… queued\n", "msg_0199 sent\n")).toBe(false);
  expect(isSaid("a.b", "axb")).toBe(false);
  expect(isSaid("1", "1\n2")).toBe(false);
  expect(isSaid("…", "anything\nat all")).toBe(true);
});
