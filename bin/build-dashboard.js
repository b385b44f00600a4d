#!/usr/bin/env node
// Builds the dashboard and nothing else: `npm run dashboard`. A start does it by itself.
import { ensureDashboard } from "./dashboard.js";
import { ensurePackages } from "./packages.js";
import { ensureNode } from "./runtime.js";

await ensurePackages({ tools: true });
await ensureDashboard(await ensureNode());
