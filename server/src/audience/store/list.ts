// Statements of lists and who is on them; how many these are is counted by the tables' triggers.

import { freshStatement, statement } from "../../kernel/db.ts";

export type ListRow = {
  id: string;
  name: string;
  description: string | null;
  member_count: number;
  created_at: Date;
  updated_at: Date;
};

const columns = "id, name, description, member_count, created_at, updated_at";

/** Nothing when the name is taken, whatever its case. Values: [tenant, id, name, description]. */
export const insertList = statement<ListRow>(
  "insert_contact_list",
  `insert into contact_list (tenant_id, id, name, description) values ($1, $2, $3, $4)
   on conflict do nothing returning ${columns}`,
);

/** Values: [tenant, id]. */
export const readList = statement<ListRow>(
  "read_contact_list",
  `select ${columns} from contact_list where tenant_id = $1 and id = $2`,
);

/** Until the transaction ends nobody comes or leaves, and the list does not go. Values: [tenant, id]. */
export const lockList = statement<{ id: string }>(
  "lock_contact_list",
  "select id from contact_list where tenant_id = $1 and id = $2 for no key update",
);

/** Newest first. Values: [tenant, id or null, limit]. */
export const listLists = statement<ListRow>(
  "list_contact_lists",
  `select ${columns} from contact_list
   where tenant_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
);

/** Whether another list is called so. Values: [tenant, id, name]. */
export const readListNamed = statement<{ id: string }>(
  "read_contact_list_named",
  "select id from contact_list where tenant_id = $1 and id <> $2 and lower(name) = lower($3)",
);

/** Values: [tenant, id, name or null, whether the description is told, description]. */
export const updateList = statement<ListRow>(
  "update_contact_list",
  `update contact_list
   set name = coalesce($3, name), description = case when $4 then $5 else description end, updated_at = now()
   where tenant_id = $1 and id = $2 returning ${columns}`,
);

/** People who are on them already stay. Values: [tenant, lists, contacts]. */
export const addMembers = freshStatement<{ contact_id: string }>(
  `insert into contact_list_member (tenant_id, list_id, contact_id)
   select $1, l.id, c.id from unnest($2::uuid[]) as l(id) cross join unnest($3::uuid[]) as c(id)
   order by l.id, c.id
   on conflict do nothing
   returning contact_id`,
);

/** Values: [tenant, list, contacts]. */
export const removeMembers = freshStatement<{ contact_id: string }>(
  `delete from contact_list_member
   where tenant_id = $1 and list_id = $2 and contact_id = any ($3::uuid[]) returning contact_id`,
);

/** A bite of a list that goes; the number of those who left. Values: [tenant, list, limit]. */
export const emptyList = freshStatement<{ count: number }>(
  `with gone as (
     delete from contact_list_member where (tenant_id, list_id, contact_id) in (
       select tenant_id, list_id, contact_id from contact_list_member
       where tenant_id = $1 and list_id = $2 limit $3)
     returning 1)
   select count(*)::int as count from gone`,
);

/** Values: [tenant, id]. */
export const deleteList = statement<{ id: string }>(
  "delete_contact_list",
  "delete from contact_list where tenant_id = $1 and id = $2 returning id",
);
