// Statements of a tenant's consent settings.

import { statement } from "../../kernel/db.ts";
import type { SettingsRow } from "../consent/settings.ts";

const columns = `tenant_id, version, words, confirmations, quiet_hours, frequency_caps, own_quiet_hours,
          rules_version, updated_at`;

/** Of those that have any. Values: [tenants]. */
export const readConsentSettings = statement<SettingsRow>(
  "read_consent_settings",
  `select ${columns} from consent_setting where tenant_id = any ($1::uuid[])`,
);

/**
 * No row when another version is in force by now. Values: [tenant, version that was read, words, confirmations, quiet
 * hours or null, frequency caps].
 */
export const writeConsentSettings = statement<SettingsRow>(
  "write_consent_settings",
  `insert into consent_setting as s (tenant_id, version, words, confirmations, quiet_hours, frequency_caps,
                                     rules_version)
   select $1::uuid, 1, $3::jsonb, $4::jsonb, $5::jsonb, $6::jsonb, 1
   where $2::int = 0 or exists (select from consent_setting where tenant_id = $1::uuid)
   on conflict (tenant_id) do update
   set version = s.version + 1, words = excluded.words, confirmations = excluded.confirmations,
       quiet_hours = excluded.quiet_hours, frequency_caps = excluded.frequency_caps, updated_at = now(),
       rules_version = s.rules_version
         + ((s.quiet_hours, s.frequency_caps) is distinct from (excluded.quiet_hours, excluded.frequency_caps))::int
   where s.version = $2
   returning ${columns}`,
);

/** Answers a row when it is news. Values: [tenant]. */
export const markOwnQuietHours = statement<{ tenant_id: string }>(
  "mark_own_quiet_hours",
  `insert into consent_setting as s (tenant_id, own_quiet_hours, rules_version) values ($1, true, 1)
   on conflict (tenant_id) do update set own_quiet_hours = true, rules_version = s.rules_version + 1
   where not s.own_quiet_hours
   returning tenant_id`,
);

/** The transports hear of every shard that has a sender of the tenant's. Values: [tenant]. */
export const notifyRules = statement<never>(
  "notify_sending_rules",
  `select pg_notify('senders', shard::text) from (
     select distinct shard from sender where tenant_id = $1 and deleted_at is null) as each`,
);

/** Whose rules have changed since what they held back was last looked at. Values: [limit]. */
export const readChangedRules = statement<{ tenant_id: string; rules_version: number }>(
  "read_changed_rules",
  `select tenant_id, rules_version from consent_setting
   where released_version <> rules_version order by updated_at limit $1`,
);

/** Values: [tenant, the version that was read]. */
export const markReleased = statement<never>(
  "mark_rules_released",
  "update consent_setting set released_version = $2 where tenant_id = $1",
);
