#!/usr/bin/env node
// The `waypost` command: makes sure that packages and Node 24 are there, then runs server/src/main.ts.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./launch.js";
import { ROOT } from "./packages.js";

const main = fileURLToPath(new URL("../server/src/main.ts", import.meta.url));
const args = process.argv.slice(2);

// Node keeps what it has compiled: the next start takes half the time. It does without where it may not write.
process.env.NODE_COMPILE_CACHE ??= join(ROOT, "node_modules", ".cache", "compiled");

// Only the supervisor has others to stop when we are killed; to a role, a channel means it is supervised.
await launch([[main, ...args]], { watched: args[0] === "start", tools: false });
