// Statements about who wrote while a campaign was under way that a reply stops.

import { freshStatement, statement } from "../../kernel/db.ts";

/** Who of these wrote since. Values: [tenant, contacts, since]. */
export const wroteSince = freshStatement<{ contact_id: string }>(
  `select asked.contact_id from unnest($2::uuid[]) as asked(contact_id)
   where exists (select from inbound_message i
                 where i.tenant_id = $1 and i.contact_id = asked.contact_id and i.id >= lowest_id($3))`,
);

export type WaitingMessage = { tenant_id: string; sender_id: string; recipient: string; id: string };

/**
 * What waits in lanes for people who wrote since. From what was written, which is little, to each one's row, to its
 * entry: of a campaign that rests until morning there may be many. Values: [tenant, campaign, senders, since].
 */
export const waitingOfWriters = freshStatement<WaitingMessage>(
  `with writer as materialized (
     select distinct contact_id from inbound_message
     where tenant_id = $1 and id >= lowest_id($4) and contact_id is not null
   )
   select e.tenant_id, e.sender_id, e.recipient, e.message_id as id
   from writer w
   join campaign_recipient r on r.tenant_id = $1 and r.campaign_id = $2 and r.contact_id = w.contact_id
     and r.state = 'queued'
   join lane_entry e on e.tenant_id = $1 and e.sender_id = any ($3::uuid[]) and e.recipient = r.phone
     and e.message_id = r.message_id
   where e.status in ('queued', 'scheduled')`,
);

/** Values: [tenant, campaign, at]. */
export const noteHeard = statement<never>(
  "note_campaign_heard",
  "update campaign set heard_at = $3 where tenant_id = $1 and id = $2",
);
