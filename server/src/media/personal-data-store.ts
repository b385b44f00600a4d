// Statements that find and let go the files of one person.

import { freshStatement } from "../kernel/db.ts";

export type FileOfPerson = {
  id: string;
  record: object;
  sha256: string;
  size_bytes: string;
  created_at: Date;
  /** Let go, and its bytes are still there. */
  is_gone: boolean;
};

/**
 * What they sent (by the messages it came with), and the files that were sent to them. Values: [tenant, contacts,
 * names, uuids of files sent to them].
 */
export const readFilesOfPerson = freshStatement<FileOfPerson>(
  `select m.id, to_jsonb(m) - array['tenant_id', 'sha256'] || jsonb_build_object(
            'sha256', encode(m.sha256, 'hex')) as record,
          encode(m.sha256, 'hex') as sha256, m.size_bytes, m.created_at, m.deleted_at is not null as is_gone
   from (
     select f.media_id as id
     from inbound_message i join inbound_file f on f.tenant_id = i.tenant_id and f.sender_id = i.sender_id
       and f.provider_message_id = i.provider_message_id
     where i.tenant_id = $1 and f.media_id is not null
       and (i.contact_id = any ($2::uuid[]) or i.sender_phone = any ($3::text[]) or i.sender_lid = any ($3::text[])
            or i.sender_user_id = any ($3::text[]))
     union
     select sent.id from unnest($4::uuid[]) as sent(id)
   ) as theirs
   join media m on m.tenant_id = $1 and m.id = theirs.id
   order by m.id`,
);

/** Absent from now on; their bytes go once nobody else refers to them. Values: [tenant, ids]. */
export const letFilesGo = freshStatement<{ id: string }>(
  `with gone as (
     update media set deleted_at = now(), filename = null
     where tenant_id = $1 and id = any ($2::uuid[]) and deleted_at is null returning tenant_id, sha256, id),
   looked as (
     update media_blob b set look_at = greatest(b.look_at, now()) from gone
     where b.tenant_id = gone.tenant_id and b.sha256 = gone.sha256)
   select id from gone`,
);

/** What was to be fetched, or told of what was. Values: [tenant, contacts, names, limit]. */
export const dropInboundFiles = freshStatement<{ kind: string }>(
  `delete from inbound_file f using inbound_message i
   where f.tenant_id = $1 and i.tenant_id = f.tenant_id and i.sender_id = f.sender_id
     and i.provider_message_id = f.provider_message_id
     and (i.contact_id = any ($2::uuid[]) or i.sender_phone = any ($3::text[]) or i.sender_lid = any ($3::text[])
          or i.sender_user_id = any ($3::text[]))
   returning f.kind`,
);
