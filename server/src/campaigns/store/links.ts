// Statements about the links in campaigns' messages: made with the message, found by their token, followed.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { WorkRow } from "./queue.ts";

export type LinkRow = { contact_id: string; token: string; link_id: string; target: string };

/** All of a step's at once. */
export async function insertLinks(
  tx: Tx,
  { tenant_id, id }: WorkRow,
  links: readonly LinkRow[],
): Promise<void> {
  if (links.length > 0) await insertRows(tx, [tenant_id, id, JSON.stringify(links)]);
}

const insertRows = freshStatement<never>(
  `insert into campaign_link (tenant_id, campaign_id, contact_id, token, link_id, target)
   select $1, $2, contact_id, token, link_id, target
   from json_to_recordset($3) as l(contact_id uuid, token text, link_id uuid, target text)`,
);

export type FoundLink = {
  tenant_id: string;
  campaign_id: string;
  contact_id: string;
  link_id: string;
  target: string;
};

/** Values: [token]. */
export const findLink = statement<FoundLink>(
  "find_campaign_link",
  "select tenant_id, campaign_id, contact_id, link_id, target from campaign_link where token = $1 limit 1",
);

/**
 * One in a minute, so that who goes on tapping fills no table; of links that are still there, so that nothing is
 * written of somebody who was erased meanwhile. Values: [visits].
 */
export const recordClicks = freshStatement<never>(
  `insert into campaign_click (tenant_id, campaign_id, contact_id, link_id, clicked_at)
   select v.tenant_id, v.campaign_id, v.contact_id, v.link_id, min(v.at)
   from json_to_recordset($1) as v(tenant_id uuid, campaign_id uuid, contact_id uuid, link_id uuid, token text,
                                   at timestamptz)
   join campaign_link l on l.tenant_id = v.tenant_id and l.campaign_id = v.campaign_id
     and l.contact_id = v.contact_id and l.token = v.token
   where not exists (
     select from campaign_click k
     where k.tenant_id = v.tenant_id and k.campaign_id = v.campaign_id and k.contact_id = v.contact_id
       and k.link_id = v.link_id and k.clicked_at > v.at - interval '1 minute')
   group by 1, 2, 3, 4
   on conflict do nothing`,
);

/** Locked in the order of keys, as by everybody who counts some. Values: [visits]. */
export const countPreviews = freshStatement<never>(
  `with seen as materialized (
     select tenant_id, campaign_id, contact_id, token, count(*)::int as count
     from json_to_recordset($1) as v(tenant_id uuid, campaign_id uuid, contact_id uuid, token text)
     group by 1, 2, 3, 4
   ), locked as materialized (
     select seen.* from seen join campaign_link l using (tenant_id, campaign_id, contact_id, token)
     order by 1, 2, 3, 4 for no key update of l
   )
   update campaign_link l set previews = l.previews + locked.count from locked
   where l.tenant_id = locked.tenant_id and l.campaign_id = locked.campaign_id
     and l.contact_id = locked.contact_id and l.token = locked.token`,
);
