// Statements of routing policies. A change is a new row; the highest version is in force.

import type { RoutingPolicy } from "@waypost/contract";
import { statement } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";

export type PolicyRow = {
  tenant_id: string;
  mode: Mode;
  version: number;
  policy: RoutingPolicy;
  created_at: Date;
};

const columns = "tenant_id, mode, version, policy, created_at";

/** Values: [tenant, mode]. */
export const readPolicyInForce = statement<PolicyRow>(
  "read_routing_policy",
  `select ${columns} from routing_policy where tenant_id = $1 and mode = $2 order by version desc limit 1`,
);

/** No row when that version is there already: somebody else was first. Values: [tenant, mode, version, policy]. */
export const insertPolicy = statement<PolicyRow>(
  "insert_routing_policy",
  `insert into routing_policy (tenant_id, mode, version, policy) values ($1, $2, $3, $4)
   on conflict do nothing returning ${columns}`,
);

/** Under the engine's role: all that say anything. */
export const readPoliciesInForce = statement<PolicyRow>(
  "read_routing_policies",
  `select ${columns} from (
     select distinct on (tenant_id, mode) ${columns} from routing_policy
     order by tenant_id, mode, version desc
   ) as in_force
   where jsonb_array_length(policy -> 'rules') > 0`,
);

/** As they are presented, of those that are there. Values: [tenant, mode]. */
export const readSenderIds = statement<{ id: string }>(
  "read_sender_ids_for_routing",
  "select id from sender where tenant_id = $1 and mode = $2 and deleted_at is null",
);
