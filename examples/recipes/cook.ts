// Runs a recipe from the command line, and says each step.

import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readRecipe, recipes, runRecipe } from "./run-recipe.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { url: { type: "string", default: "http://localhost:8484" }, key: { type: "string" } },
});
const [name = ""] = positionals;
const { url, key = "" } = values;
if (!recipes.some((each) => each === name) || !key.startsWith("wp_test_")) {
  console.error(`Usage: cook.ts <${recipes.join("|")}> --key wp_test_… [--url ${url}]`);
  process.exit(2);
}
const recipe = readRecipe(name);
console.log(`${recipe.title}\n${recipe.about}\n`);
const run = Date.now().toString(36);
await runRecipe({ url, key, run, ask: fetch, say: console.log, pause: () => delay(500) }, recipe);
