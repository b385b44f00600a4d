// The Graph servers that this installation may speak to: Meta's, and the sandbox's where there is one.

import type { AttachedConfig } from "./config.ts";

export function graphOriginsOf({ simulator }: Pick<AttachedConfig, "simulator">): ReadonlySet<string> {
  const origins = new Set(["https://graph.facebook.com"]);
  if (simulator.enabled) origins.add(new URL(simulator.url).origin);
  return origins;
}
