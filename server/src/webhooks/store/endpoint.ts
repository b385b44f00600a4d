// Statements of a tenant's endpoints, as it makes, changes and reads them.

import { statement } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";

export type EndpointRow = {
  tenant_id: string;
  id: string;
  mode: Mode;
  place: number;
  url: string;
  description: string | null;
  events: string[];
  senders: string[] | null;
  campaigns: string[] | null;
  payload: "thin" | "full" | "twilio";
  /** Whose messages it hears of; null for one that a tenant has made. */
  key_id: string | null;
  ordered: boolean;
  asymmetric_signature: boolean;
  legacy_signature: "x-hub-signature-256" | "waha-sha512" | null;
  throttle: number | null;
  header_names: string[];
  public_key: string;
  former_secret_until: Date | null;
  state: "enabled" | "paused" | "disabled";
  state_reason: string | null;
  state_since: Date;
  failing_since: Date | null;
  created_at: Date;
  updated_at: Date;
};

/** What a tenant chooses. */
export type EndpointChoice = Pick<
  EndpointRow,
  | "url"
  | "description"
  | "events"
  | "senders"
  | "campaigns"
  | "payload"
  | "ordered"
  | "asymmetric_signature"
  | "legacy_signature"
  | "throttle"
  | "header_names"
>;

const columns = `w.tenant_id, w.id, w.mode, w.place, w.url, w.description, w.events, w.senders,
  w.campaigns, w.payload, w.key_id, w.ordered, w.asymmetric_signature, w.legacy_signature, w.throttle,
  w.header_names, w.public_key,
  w.former_secret_until, w.state, w.state_reason, w.state_since, w.failing_since, w.created_at,
  w.updated_at`;

const choice = `url text, description text, events text[], senders uuid[], campaigns uuid[], payload text,
  ordered boolean, asymmetric_signature boolean, legacy_signature text, throttle integer, header_names text[]`;

/**
 * Held until the transaction ends: two that are made at once do not take the same place. Values: [tenant].
 */
export const lockPlaces = statement<never>(
  "lock_webhook_places",
  "select pg_advisory_xact_lock(hashtextextended('waypost webhook endpoints ' || $1, 0))",
);

/**
 * In the first place that is free; no row when none is. Values: [tenant, id, mode, JSON of what was chosen, public key,
 * sealed secrets, API key it belongs to or null].
 */
export const insertEndpoint = statement<EndpointRow>(
  "insert_webhook_endpoint",
  `insert into webhook_endpoint as w (tenant_id, id, mode, place, url, description, events, senders, campaigns, payload,
     ordered, asymmetric_signature, legacy_signature, throttle, header_names, public_key, secrets, key_id)
   select $1, $2, $3, free.place, c.url, c.description, c.events, c.senders, c.campaigns, c.payload, c.ordered,
          c.asymmetric_signature, c.legacy_signature, c.throttle, c.header_names, $5, $6, $7
   from json_to_record($4) as c(${choice})
   cross join lateral (
     select place from generate_series(1, 4095) as places(place)
     where not exists (select from webhook_endpoint o where o.tenant_id = $1 and o.place = places.place)
     order by 1 limit 1) free
   returning ${columns}`,
);

/** Values: [tenant, mode, API key, address of the server]. */
export const findEndpointOfKey = statement<{ id: string }>(
  "find_webhook_endpoint_of_key",
  `select id from webhook_endpoint
   where tenant_id = $1 and mode = $2 and key_id = $3 and url = $4 and deleted_at is null`,
);

/** Values: [tenant, mode, after this id or null, limit]. */
export const pageEndpoints = statement<EndpointRow>(
  "page_webhook_endpoints",
  `select ${columns} from webhook_endpoint w
   where tenant_id = $1 and mode = $2 and deleted_at is null and ($3::uuid is null or id < $3)
   order by id desc limit $4`,
);

/** Values: [tenant, mode, id]. */
export const readEndpoint = statement<EndpointRow>(
  "read_webhook_endpoint",
  `select ${columns} from webhook_endpoint w where tenant_id = $1 and mode = $2 and id = $3 and deleted_at is null`,
);

/** With its secrets, locked for as long as they are changed. Values: [tenant, mode, id]. */
export const lockEndpoint = statement<EndpointRow & { secrets: Buffer; data_key: Buffer }>(
  "lock_webhook_endpoint",
  `select ${columns}, w.secrets, (select data_key from tenant where id = $1) as data_key from webhook_endpoint w
   where tenant_id = $1 and mode = $2 and id = $3 and deleted_at is null for update`,
);

/**
 * Enabled again, it is given its whole patience anew. Values: [tenant, id, JSON of what was chosen, state, secrets].
 */
export const writeEndpoint = statement<EndpointRow>(
  "write_webhook_endpoint",
  `update webhook_endpoint w
   set url = c.url, description = c.description, events = c.events, senders = c.senders, campaigns = c.campaigns,
       payload = c.payload, ordered = c.ordered,
       asymmetric_signature = c.asymmetric_signature, legacy_signature = c.legacy_signature, throttle = c.throttle,
       header_names = c.header_names, secrets = $5, updated_at = now(), state = $4,
       state_reason = case when w.state = $4 then w.state_reason end,
       state_since = case when w.state = $4 then w.state_since else now() end,
       failing_since = case when w.state = $4 then w.failing_since end
   from json_to_record($3) as c(${choice})
   where w.tenant_id = $1 and w.id = $2 returning ${columns}`,
);

/** Values: [tenant, id, sealed secrets, former secret until or null]. */
export const writeSecrets = statement<EndpointRow>(
  "write_webhook_secrets",
  `update webhook_endpoint w set secrets = $3, former_secret_until = $4, updated_at = now()
   where tenant_id = $1 and id = $2 returning ${columns}`,
);

/** Values: [tenant, mode, id]. */
export const deleteEndpoint = statement<{ id: string }>(
  "delete_webhook_endpoint",
  `update webhook_endpoint set deleted_at = now()
   where tenant_id = $1 and mode = $2 and id = $3 and deleted_at is null returning id`,
);

/** Values: [tenant, mode]. */
export const countEndpoints = statement<{ count: number }>(
  "count_webhook_endpoints",
  `select count(*)::int as count from webhook_endpoint where tenant_id = $1 and mode = $2 and deleted_at is null`,
);

/** Values: [tenant]. */
export const readDataKey = statement<{ data_key: Buffer }>(
  "read_data_key_for_webhooks",
  "select data_key from tenant where id = $1",
);
