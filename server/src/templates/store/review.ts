// Statements about versions and their second person.

import { statement } from "../../kernel/db.ts";
import type { Json } from "../json.ts";
import type { Review } from "../template.ts";
import type { VariableValues } from "../values.ts";
import { columns, columnsOfT, type TemplateRow } from "./rows.ts";

/** Whether the tenant wants a second person. Values: [tenant]. */
export const readWantsReview = statement<{ wants: boolean }>(
  "read_wants_template_review",
  "select coalesce((settings ->> 'template_review')::boolean, false) as wants from tenant where id = $1",
);

/** On the draft, and on its version for good. Values: [tenant, id, review]. */
export const writeReview = statement<TemplateRow>(
  "write_template_review",
  `with said as (
     update template_version v set review = $3::jsonb from template t
     where t.tenant_id = $1 and t.id = $2 and v.tenant_id = $1 and v.template_id = $2 and v.version = t.draft_version
   )
   update template t set review = $3::jsonb, updated_at = now() where t.tenant_id = $1 and t.id = $2
   returning ${columnsOfT}`,
);

/**
 * Whether two who act have one hand in common: a key is the hand of whoever made it, and so is a key made with it.
 * Values: [tenant, the one, the other].
 */
export const readSharedHand = statement<{ shared: boolean }>(
  "read_shared_hand",
  `with recursive hand (origin, name) as (
     select origin, origin from unnest(array[$2, $3]::text[]) as origin
     union
     select h.origin, k.created_by
     from hand h
     join api_key k on k.tenant_id = $1 and h.name = 'key_' || replace(k.id::text, '-', '')
     where k.created_by is not null
   )
   select exists (select from hand group by name having count(distinct origin) > 1) as shared`,
);

export type VersionRow = {
  version: number;
  category: string;
  parameter_format: "NAMED" | "POSITIONAL";
  components: readonly Json[];
  ttl_seconds: number | null;
  variables: VariableValues;
  author: string;
  review: Review | null;
  created_at: Date;
};

/** Newest first, one more than are shown, so that the last has something to be compared with. Values: [tenant, id]. */
export const readVersions = statement<VersionRow>(
  "read_template_versions",
  `select version, category, parameter_format, components, ttl_seconds, variables, author, review, created_at
   from template_version where tenant_id = $1 and template_id = $2 order by version desc limit 101`,
);

export type GroupRow = { fallback: string[] };

/** Values: [tenant, mode, account, name]. */
export const readGroup = statement<GroupRow>(
  "read_template_group",
  "select fallback from template_group where tenant_id = $1 and mode = $2 and account = $3 and name = $4",
);

/** Values: [tenant, mode, account, name, fallback]. */
export const writeGroup = statement<GroupRow>(
  "write_template_group",
  `insert into template_group (tenant_id, mode, account, name, fallback) values ($1, $2, $3, $4, $5)
   on conflict (tenant_id, mode, account, name) do update set fallback = excluded.fallback, updated_at = now()
   returning fallback`,
);

/** Values: [tenant, mode, account, name]. */
export const readLanguages = statement<TemplateRow>(
  "read_template_languages",
  `select ${columns} from template
   where tenant_id = $1 and mode = $2 and account = $3 and name = $4 and status <> 'DELETED' order by language`,
);
