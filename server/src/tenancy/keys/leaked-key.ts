// Revokes a key by its text: whoever found it somewhere may, without saying who they are.

import { leakedApiKey, type LeakedApiKey, leakedApiKeyTaken } from "@waypost/contract";
import { isIP } from "node:net";
import type { Vault } from "../../kernel/crypto.ts";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import type { GateRoute, OpenRequest, Reply } from "../../kernel/route.ts";
import { hashKey, readKey } from "../api-key.ts";
import { canonicalNetwork } from "../networks.ts";
import { revokeLeakedKey } from "../store/key.ts";

export type LeakedKey = { tenantId: string; id: string };

export type LeakedKeyDeps = {
  /** Under the engine's role. */
  engine: Tx;
  vault: Pick<Vault, "deriveAll">;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Its tenant ought to hear of it. */
  onRevoked(key: LeakedKey): void;
};

/**
 * Who holds the text could as well use the key, so revoking it is the least of what they can do. The answer is the same
 * for a key that never was, and one statement is asked in either case.
 */
export function leakedKeyGate(deps: LeakedKeyDeps): GateRoute {
  const reports = createReportLimit();
  return {
    method: "POST",
    path: "/v1/api-keys/leaked",
    gate: "anybody",
    audit: "api_key.leaked",
    summary: "Report a key that was found somewhere; if there is such a key, it is revoked",
    schema: { body: leakedApiKey, response: { 202: leakedApiKeyTaken } },
    handler: { kind: "open", handle: (request) => take(deps, reports, request) },
  };
}

async function take(
  { now, ...deps }: LeakedKeyDeps,
  reports: ReportLimit,
  { body, ip }: OpenRequest,
): Promise<Reply> {
  if (!reports.take(ip, now())) {
    throw new AppError("rate_limited", "Too many reports from this address.", {
      headers: { "retry-after": "60" },
    });
  }
  const revoked = await revokeByText(deps.engine, deps.vault, (body as LeakedApiKey).key.trim());
  if (revoked !== null) deps.onRevoked(revoked);
  return { status: 202, body: { taken: true } };
}

/** Null for what is no working key of ours. */
export async function revokeByText(
  engine: Tx,
  vault: Pick<Vault, "deriveAll">,
  text: string,
): Promise<LeakedKey | null> {
  const key = readKey(`Bearer ${text}`);
  if (key === null) return null;
  const hashes = vault.deriveAll("api_key_pepper").map((pepper) => hashKey(pepper, key.text));
  const [revoked] = await revokeLeakedKey(engine, [key.id, hashes]);
  return revoked === undefined ? null : { tenantId: revoked.tenant_id, id: revoked.id };
}

export type ReportLimit = { take(ip: string, now: number): boolean };

/** A scanner that finds more at once comes again; a stranger who tries texts does not get far. */
const reportsPerMinute = 30;
const minuteMs = 60_000;
const addressesMax = 10_000;

/** By address, and by network of an IPv6 one: a household has 2^64 of them. */
export function createReportLimit(): ReportLimit {
  const reports = new Map<string, { since: number; count: number }>();
  return {
    take: (ip, now) => {
      const from = (isIP(ip) === 6 ? canonicalNetwork(`${ip}/64`) : null) ?? ip;
      const known = reports.get(from);
      if (known !== undefined && now - known.since < minuteMs) {
        known.count += 1;
        return known.count <= reportsPerMinute;
      }
      if (reports.size >= addressesMax) reports.clear();
      reports.set(from, { since: now, count: 1 });
      return true;
    },
  };
}
