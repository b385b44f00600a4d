// Repairs of what the simulation has found and the source does not have yet. One that no longer fits fails: drop it.

import type { Change } from "./change.ts";

export const repairs: readonly Change[] = [];
