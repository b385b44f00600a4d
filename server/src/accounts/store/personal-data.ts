// Statements about what Meta's limits made us remember of one person.

import { freshStatement } from "../../kernel/db.ts";

/** Values: [tenant, names]. */
export const readLimitsOfPerson = freshStatement<{ record: object }>(
  `select to_jsonb(i) - 'tenant_id' || '{"what": "conversation begun"}' as record from initiated_chat i
   where i.tenant_id = $1 and i.person = any ($2::text[])
   union all
   select to_jsonb(r) - 'tenant_id' || '{"what": "marketing withheld by Meta"}' from marketing_rest r
   where r.tenant_id = $1 and r.person = any ($2::text[])`,
);

/** A conversation that was begun counts for its day, whoever it was with. Values: [tenant, names, their marks]. */
export const markInitiated = freshStatement<{ portfolio: string }>(
  `with gone as (
     delete from initiated_chat i using unnest($2::text[], $3::text[]) as name(value, mark)
     where i.tenant_id = $1 and i.person = name.value returning i.tenant_id, i.portfolio, name.mark, i.at
   )
   insert into initiated_chat as i (tenant_id, portfolio, person, at)
   select tenant_id, portfolio, mark, max(at) from gone group by tenant_id, portfolio, mark
   on conflict (tenant_id, portfolio, person) do update set at = greatest(i.at, excluded.at)
   returning portfolio`,
);

/** Values: [tenant, names]. */
export const forgetRests = freshStatement<{ person: string }>(
  "delete from marketing_rest where tenant_id = $1 and person = any ($2::text[]) returning person",
);
