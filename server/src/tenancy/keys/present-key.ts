// An API key's row as the API shows it; never with anything that the key could be made from.

import type { ApiKeyResource } from "@waypost/contract";
import { presentId } from "../../kernel/ids.ts";
import type { KeyRow } from "../store/key.ts";
import { stateOfKey } from "./rights.ts";

export function presentKey(row: KeyRow, now: Date): ApiKeyResource {
  return {
    id: presentId("key", row.id),
    name: row.name,
    mode: row.mode,
    scopes: row.scopes,
    state: stateOfKey(row, now),
    hint: row.hint,
    allowed_networks: row.allowed_networks,
    requests_per_second: row.requests_per_second,
    created_by: row.created_by,
    rotated_from: row.rotated_from === null ? null : presentId("key", row.rotated_from),
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    last_used_ip: row.last_used_ip,
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  };
}
