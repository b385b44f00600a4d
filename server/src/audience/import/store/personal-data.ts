// Statements that find and drop what imports have of one person.

import { freshStatement } from "../../../kernel/db.ts";

/** Files that are not read to their end. Values: [tenant]. */
export const countRunning = freshStatement<{ count: number }>(
  `select count(*)::int as count from contact_import
   where tenant_id = $1 and (state in ('waiting', 'running')
     or (state = 'receiving' and created_at > now() - interval '1 day'))`,
);

/** Values: [tenant, contacts]. */
export const readBeforeRecords = freshStatement<{ record: object }>(
  `select b.value || jsonb_build_object('import_id', c.import_id, 'until', c.at) as record
   from contact_import_change c cross join jsonb_array_elements(c.changed) as b(value)
   where c.tenant_id = $1 and (b.value ->> 'id')::uuid = any ($2::uuid[])`,
);

/** What they were is not put back any more. Values: [tenant, contacts]. */
export const dropBefore = freshStatement<{ place: number }>(
  `update contact_import_change c
   set changed = coalesce((
     select jsonb_agg(b.value) from jsonb_array_elements(c.changed) as b(value)
     where not (b.value ->> 'id')::uuid = any ($2::uuid[])), '[]')
   where c.tenant_id = $1 and exists (
     select from jsonb_array_elements(c.changed) as b(value) where (b.value ->> 'id')::uuid = any ($2::uuid[]))
   returning c.place`,
);

/**
 * The refused rows of a batch go as a whole: which of them is whose cannot be told when what is wrong with it
 * is its number. Found by the digits alone, in whichever script they are. Values: [tenant, last digits of
 * numbers].
 */
export const dropRejects = freshStatement<{ place: number }>(
  `delete from contact_import_reject r
   where r.tenant_id = $1 and exists (
     select from unnest($2::text[]) as tail(digits)
     where strpos(regexp_replace(translate(r.lines, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९', '012345678901234567890123456789'),
                                 '[^0-9]', '', 'g'), tail.digits) > 0)
   returning r.place`,
);
