#!/usr/bin/env node
// The `waypost` command: makes sure that packages and Node 24 are there, then runs server/src/main.ts on them.
import { fileURLToPath } from "node:url";
import { launch } from "./launch.js";

const main = fileURLToPath(new URL("../server/src/main.ts", import.meta.url));

await launch([[main, ...process.argv.slice(2)]], { watched: true, tools: false });
