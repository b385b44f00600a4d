// Statements of what a tenant has of the things its plan counts: senders, contacts, bytes.

import type { PlanCaps } from "@waypost/contract";
import { statement } from "../../kernel/db.ts";

/** Null where no plan has begun, or it has ended. Values: [tenant]. */
export const readCaps = statement<{ caps: PlanCaps | null }>(
  "read_caps_of_tenant",
  `select case when plan_id is not null then caps end as caps from tenant_plan
   where tenant_id = $1 and since <= now() order by since desc limit 1`,
);

/**
 * Held until the transaction ends, so that of two who want the last place one sees the other's. Values: [tenant, mode,
 * kind].
 */
export const lockPlaces = statement<never>(
  "lock_places_of_plan",
  "select pg_advisory_xact_lock(hashtextextended('waypost plan ' || $1 || $2 || $3, 0))",
);

type Count = { count: number };

/** Values: [tenant, mode]. */
export const countSenders = statement<Count>(
  "count_senders_of_plan",
  "select count(*)::float8 as count from sender where tenant_id = $1 and mode = $2 and deleted_at is null",
);

/** People are of both modes. Values: [tenant]. */
export const countContacts = statement<Count>(
  "count_contacts_of_plan",
  `select count(*)::float8 as count from contact
   where tenant_id = $1 and merged_into is null and deleted_at is null`,
);

/** Values: [tenant, mode]. */
export const countMediaBytes = statement<Count>(
  "count_media_bytes_of_plan",
  `select coalesce(sum(size_bytes), 0)::float8 as count from media
   where tenant_id = $1 and mode = $2 and deleted_at is null`,
);
