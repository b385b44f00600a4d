// The statements that find real people for a preview, with what a template may say of them.

import { statement } from "../../kernel/db.ts";

export type PersonRow = {
  id: string;
  name: string | null;
  phone: string | null;
  language: string | null;
  attributes: Readonly<Record<string, unknown>>;
};

const columns = `c.id, coalesce(c.name, c.profile_name) as name, c.lead_phone as phone, c.language, c.attributes`;
const live = "c.deleted_at is null and c.merged_into is null";

/** Values: [tenant, ids]. */
export const readPeople = statement<PersonRow>(
  "read_people_for_preview",
  `select ${columns} from contact c where c.tenant_id = $1 and c.id = any ($2::uuid[]) and ${live}`,
);

/** The latest of all, or of a list. Values: [tenant, list or null, at most]. */
export const samplePeople = statement<PersonRow>(
  "sample_people_for_preview",
  `select ${columns} from contact c
   where c.tenant_id = $1 and ${live}
     and ($2::uuid is null or exists (
       select from contact_list_member m where m.tenant_id = $1 and m.list_id = $2 and m.contact_id = c.id))
   order by c.id desc limit $3`,
);
