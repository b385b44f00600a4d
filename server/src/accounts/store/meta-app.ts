// Statements of the Meta apps that tenants let businesses sign up through, and of their rate cards.

import { freshStatement, statement } from "../../kernel/db.ts";

export type MetaAppRow = { app_id: string; config_id: string | null; secrets: Buffer; updated_at: Date };

/** Values: [tenant, mode]. */
export const readMetaApp = statement<MetaAppRow & { data_key: Buffer }>(
  "read_meta_app",
  `select a.app_id, a.config_id, a.secrets, a.updated_at, t.data_key
   from meta_app a join tenant t on t.id = a.tenant_id where a.tenant_id = $1 and a.mode = $2`,
);

/** Values: [tenant, mode, app, config or null, secrets]. */
export const writeMetaApp = statement<MetaAppRow>(
  "write_meta_app",
  `insert into meta_app (tenant_id, mode, app_id, config_id, secrets, updated_at) values ($1, $2, $3, $4, $5, now())
   on conflict (tenant_id, mode) do update
   set app_id = excluded.app_id, config_id = excluded.config_id, secrets = excluded.secrets,
       updated_at = excluded.updated_at
   returning app_id, config_id, secrets, updated_at`,
);

/** Values: [tenant]. */
export const readDataKeys = statement<{ data_key: Buffer }>(
  "read_data_keys_of_tenant",
  "select data_key from tenant where id = $1",
);

export type RateRow = {
  market: string;
  category: string;
  currency: string;
  valid_from: string;
  volume_from: number;
  amount_micros: number;
  source: string;
};

/** Values: [tenant]. */
export const readRates = statement<RateRow>(
  "read_message_rates",
  `select market, category, currency, valid_from::text as valid_from, volume_from::float8 as volume_from,
     amount_micros::float8 as amount_micros, source
   from message_rate where tenant_id = $1 order by market, category, valid_from, volume_from`,
);

/** Values: [tenant]. */
export const deleteRates = statement<never>(
  "delete_message_rates",
  "delete from message_rate where tenant_id = $1",
);

/** Values: [tenant, rates as JSON]; of two for one place the later is kept. */
export const insertRates = freshStatement<never>(
  `insert into message_rate (tenant_id, currency, market, category, valid_from, volume_from, amount_micros, source)
   select distinct on (currency, market, category, valid_from, volume_from)
          $1::uuid, currency, market, category, valid_from, volume_from, amount_micros, source
   from rows from (json_to_recordset($2) as (
     currency text, market text, category text, valid_from date, volume_from bigint, amount_micros bigint,
     source text)) with ordinality as r(
     currency, market, category, valid_from, volume_from, amount_micros, source, place)
   order by currency, market, category, valid_from, volume_from, place desc`,
);
