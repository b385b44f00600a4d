// A person's consent as a pack that stands by itself: every word with its hash, what is in force, one signature.

import { consentEvidence, type EvidenceQuery, evidenceQuery } from "@waypost/contract";
import { phoneAlias, readConsentHistory } from "../../audience/index.ts";
import type { Tx } from "../../kernel/db.ts";
import { fingerprint } from "../../kernel/fingerprint.ts";
import { presentId } from "../../kernel/ids.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { createSigner } from "../../kernel/signing.ts";
import { certify } from "./certificate.ts";
import { identify } from "./identify.ts";
import type { PrivacyRouteDeps } from "./routes.ts";
import { personOf } from "./subject.ts";

export function evidenceRoute(deps: PrivacyRouteDeps): Route {
  return {
    method: "GET",
    path: "/v1/consents/evidence",
    scope: "contacts:read",
    audit: "consent.evidence",
    summary: "All that a person said about being written to, with hashes and a signature",
    schema: { query: evidenceQuery, response: { 200: consentEvidence } },
    handler: { kind: "transaction", handle: (request, tx) => pack(deps, request, tx) },
  };
}

async function pack(deps: PrivacyRouteDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId } = caller;
  const { keys } = deps;
  const phone = await deps.parsePhone(tenantId, (query as EvidenceQuery).phone, "query.phone");
  const known = await identify(
    tx,
    { tenantId, hash: keys.hash },
    { names: [phoneAlias(phone)], contactIds: [] },
  );
  const { events, words } = await readConsentHistory(tx, personOf(keys, tenantId, known));
  const statement = {
    format: 1,
    phone,
    contacts: known.contactIds.map((id) => presentId("con", id)),
    written_at: deps.now().toISOString(),
    events: events.map((event) => ({ ...event, sha256: fingerprint(event) })),
    in_force: inForce(words),
  };
  return { status: 200, body: certify(createSigner(keys.vault.derive("certificate")), statement) };
}

type InForce = { purpose: unknown; lane: unknown; state: "granted" | "withdrawn"; since: string };

/** A person has several names and each its own row: the refusal of one is everybody's. */
function inForce(words: readonly Record<string, unknown>[]): InForce[] {
  const last = new Map<string, InForce>();
  for (const { purpose, lane, lifted_at, said_at } of words) {
    const state = lifted_at === null ? "withdrawn" : "granted";
    const key = `${String(purpose)} ${String(lane)}`;
    if (last.get(key)?.state === "withdrawn" && state === "granted") continue;
    last.set(key, { purpose, lane, state, since: new Date(String(said_at)).toISOString() });
  }
  return [...last.values()];
}
