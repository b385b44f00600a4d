// The statement that reads contacts for an export.

import { freshStatement } from "../../kernel/db.ts";

export type ExportRow = {
  id: string;
  name: string | null;
  profile_name: string | null;
  lead_phone: string | null;
  language: string | null;
  time_zone: string | null;
  tags: string[];
  attributes: Record<string, unknown>;
  suppressed: string[];
  created_at: Date;
  updated_at: Date;
};

/** Newest first, those who stand among these. Values: [tenant, ids]. */
export const readExportRows = freshStatement<ExportRow>(
  `select c.id, c.name, c.profile_name, c.lead_phone, c.language, c.time_zone, c.tags, c.attributes, c.created_at,
     c.updated_at, array(
       select distinct s.purpose from contact_alias a
       join suppression s on s.tenant_id = a.tenant_id and s.address_hash = a.address_hash and s.lifted_at is null
       where a.tenant_id = c.tenant_id and a.contact_id = c.id and a.left_at is null order by 1) as suppressed
   from contact c
   where c.tenant_id = $1 and c.id = any ($2::uuid[]) and c.merged_into is null and c.deleted_at is null
   order by c.id desc`,
);
