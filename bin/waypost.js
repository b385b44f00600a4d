#!/usr/bin/env node
// The `waypost` command: makes sure that packages and Node 24 are there, then runs server/src/main.ts.
import { fileURLToPath } from "node:url";
import { launch } from "./launch.js";

const main = fileURLToPath(new URL("../server/src/main.ts", import.meta.url));
const args = process.argv.slice(2);

// Only the supervisor has others to stop when we are killed; to a role, a channel means it is supervised.
await launch([[main, ...args]], {
  watched: args[0] === "start",
  tools: false,
  dashboard: args[0] === "start" || args[0] === "control",
});
