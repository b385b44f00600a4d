// An endpoint's row as deliveries need it: its address taken apart, its secrets opened.

import type { Vault } from "../../kernel/crypto.ts";
import type { Endpoint } from "../endpoint.ts";
import { callbackSignerOf, openEndpoint, signerOf } from "../secrets.ts";
import type { LaneRow } from "../store/work.ts";

/** Throws when its secrets cannot be opened. */
export function openLane(vault: Pick<Vault, "open">, row: LaneRow, now: Date): Endpoint {
  const { tenant_id: tenantId, id, former_secret_until: until } = row;
  const secrets = openEndpoint(vault, row.data_key, { tenantId, id }, row.secrets);
  return {
    tenantId,
    id,
    mode: row.mode,
    url: new URL(row.url),
    payload: row.payload,
    ordered: row.ordered,
    throttle: row.throttle ?? Infinity,
    headers: secrets.headers,
    signer:
      row.payload === "twilio"
        ? callbackSignerOf(secrets, row.key_id !== null, now)
        : signerOf(secrets, row, now),
    failingSince: row.failing_since,
    secretUntil: until !== null && until > now ? until : null,
    version: row.version,
  };
}
