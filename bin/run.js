#!/usr/bin/env node
// Runs a tool of this repository, or one of its TypeScript files, on Node 24: `node bin/run.js vitest run`.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "./launch.js";

const TOOLS = {
  vitest: "vitest/vitest.mjs",
  oxfmt: "oxfmt/bin/oxfmt",
  oxlint: "oxlint/bin/oxlint",
  tsc: "typescript/bin/tsc",
  knip: "knip/bin/knip.js",
};

/** Cheapest first; the first that fails ends it. The client is built before its types are asked for. */
const CHECK = [
  ["tsc", "-p", "sdk/tsconfig.build.json"],
  ["oxfmt", "--check"],
  ["oxlint", "--type-aware", "--deny-warnings"],
  ["tsc", "--noEmit"],
  ["tsc", "--noEmit", "-p", "web"],
  ["knip"],
  ["vitest", "run"],
];

const [name = "", ...args] = process.argv.slice(2);
const commands = name === "check" ? CHECK : [[name, ...args]];

if (!(name === "check" || name in TOOLS || existsSync(name))) {
  console.error(`Usage: node bin/run.js check | ${Object.keys(TOOLS).join(" | ")} | <file.ts> [argument…]`);
  process.exit(2);
}
await launch(
  commands.map(([tool, ...rest]) => [toolPath(tool), ...rest]),
  { watched: false, tools: true },
);

function toolPath(tool) {
  return tool in TOOLS ? fileURLToPath(new URL(`../node_modules/${TOOLS[tool]}`, import.meta.url)) : tool;
}
