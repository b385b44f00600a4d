// What somebody may give to a key: nothing they do not have themselves. Pure.

import type { Caller, Mode } from "../../kernel/route.ts";
import { areWithin, type Network } from "../networks.ts";

/** What a key can do; `networks` is null for anywhere. */
export type KeyPower = { mode: Mode; scopes: readonly string[]; networks: readonly Network[] | null };

/** Who makes, changes or rotates a key; `networks`: those their own key is bound to, null for none. */
export type KeyMaker = Pick<Caller, "mode" | "scopes"> & { networks: readonly Network[] | null };

/** Why a key would be more than its maker, in words for them; null when it would not. */
export function beyondMaker(maker: KeyMaker, { mode, scopes, networks }: KeyPower): string | null {
  if (mode === "live" && maker.mode === "test") return "A test key makes test keys only.";
  const held: ReadonlySet<string> = maker.scopes;
  const more = scopes.filter((scope) => !held.has(scope));
  if (more.length > 0) return `You do not have ${more.join(", ")} yourself.`;
  if (maker.networks === null || (networks !== null && areWithin(networks, maker.networks))) return null;
  return "Your own key may be used from some networks only, and these reach beyond them.";
}

/** Which keys are within reach of who asks: those of the sandbox are no way to the live ones. */
export function modesInReach({ mode }: Pick<Caller, "mode">): readonly Mode[] {
  return mode === "live" ? ["live", "test"] : ["test"];
}

export function stateOfKey(
  { revoked_at, expires_at }: { revoked_at: Date | null; expires_at: Date | null },
  now: Date,
): "active" | "expired" | "revoked" {
  if (revoked_at !== null) return "revoked";
  return expires_at !== null && expires_at <= now ? "expired" : "active";
}
