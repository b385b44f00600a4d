// Statements about files and the bytes behind them.

import type { MediaKind } from "@waypost/contract";
import { freshStatement, statement } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";

export type MediaRow = {
  tenant_id: string;
  id: string;
  mode: Mode;
  /** In hex. */
  sha256: string;
  mime_type: string;
  declared_type: string | null;
  size_bytes: number;
  kind: MediaKind;
  filename: string | null;
  origin: "upload" | "inbound" | "fetched";
  created_at: Date;
  expires_at: Date;
};

/** A file has at most 100 MB, so its size is a number as it is. */
const columns = `m.tenant_id, m.id, m.mode, encode(m.sha256, 'hex') as sha256, m.mime_type, m.declared_type,
  m.size_bytes::int, m.kind, m.filename, m.origin, m.created_at, m.expires_at`;

/**
 * Says that somebody is about to refer to these bytes: they stay for the hour. Waits for a deletion under way, and
 * then makes the row anew. Values: [tenant, sha256 in hex, size].
 */
export const reserveBlob = statement<never>(
  "reserve_media_blob",
  `insert into media_blob as b (tenant_id, sha256, size_bytes, look_at)
   values ($1, decode($2, 'hex'), $3, now() + interval '1 hour')
   on conflict (tenant_id, sha256) do update set look_at = greatest(b.look_at, excluded.look_at)`,
);

/** Values: [tenant, id, mode, sha256, mime type, declared type, size, kind, filename, origin, expiry]. */
export const insertMedia = statement<MediaRow>(
  "insert_media",
  `insert into media as m (tenant_id, id, mode, sha256, mime_type, declared_type, size_bytes, kind, filename, origin,
                           expires_at)
   values ($1, $2, $3, decode($4, 'hex'), $5, $6, $7, $8, $9, $10, $11)
   returning ${columns}`,
);

/** Values: [tenant, mode, id]. */
export const readMedia = statement<MediaRow>(
  "read_media",
  `select ${columns} from media m
   where m.tenant_id = $1 and m.mode = $2 and m.id = $3 and m.deleted_at is null and m.expires_at > now()`,
);

/** By a signed address, which knows no mode. Values: [tenant, id]. */
export const readLinkedMedia = statement<MediaRow>(
  "read_linked_media",
  `select ${columns} from media m
   where m.tenant_id = $1 and m.id = $2 and m.deleted_at is null and m.expires_at > now()`,
);

/** A sender reaches the files of its own tenant and mode. Under the engine's role. Values: [sender, id]. */
export const readMediaOfSender = statement<MediaRow>(
  "read_media_of_sender",
  `select ${columns} from media m
   join sender s on s.tenant_id = m.tenant_id and s.mode = m.mode
   where s.id = $1 and m.id = $2 and m.deleted_at is null and m.expires_at > now()`,
);

export type UsedMedia = { id: string; mime_type: string };

/**
 * Those of the files that are there, kept until 30 days after the message that is to carry them is due. A row is
 * written only when that moves its end by more than a day. No message is scheduled further ahead than a year. Values:
 * [tenant, mode, ids, due times].
 */
export const useMedia = freshStatement<UsedMedia>(
  `with wanted as (
     select id, least(max(due), now() + interval '366 days') + interval '30 days' as until
     from unnest($3::uuid[], $4::timestamptz[]) as w(id, due) group by id),
   found as materialized (
     select m.tenant_id, m.id, m.mime_type, m.expires_at, w.until from media m join wanted w on w.id = m.id
     where m.tenant_id = $1 and m.mode = $2 and m.id = any ($3::uuid[])
       and m.deleted_at is null and m.expires_at > now()),
   locked as (
     select m.tenant_id, m.id, f.until from media m join found f on f.tenant_id = m.tenant_id and f.id = m.id
     where f.until > f.expires_at + interval '1 day' order by m.tenant_id, m.id for update of m),
   kept as (
     update media m set expires_at = greatest(m.expires_at, l.until) from locked l
     where m.tenant_id = l.tenant_id and m.id = l.id and m.deleted_at is null)
   select id, mime_type from found`,
);

/** Absent from now on; the bytes are looked after later. Values: [tenant, mode, id]. */
export const deleteMedia = statement<{ id: string }>(
  "delete_media",
  `with gone as (
     update media set deleted_at = now()
     where tenant_id = $1 and mode = $2 and id = $3 and deleted_at is null and expires_at > now()
     returning tenant_id, sha256, id),
   looked as (
     update media_blob b set look_at = greatest(b.look_at, now()) from gone
     where b.tenant_id = gone.tenant_id and b.sha256 = gone.sha256)
   select id from gone`,
);

/** What is on legal hold stays (the compliance room moves its end as well). Values: [limit]. */
export const expireMedia = statement<{ id: string }>(
  "expire_media",
  `with gone as (
     update media set deleted_at = now() where ctid = any (array(
       select ctid from media where expires_at <= now() and deleted_at is null
         and not exists (select from legal_hold h where h.tenant_id = media.tenant_id and h.lifted_at is null
                           and h.phone is null)
       order by expires_at limit $1 for update skip locked))
     returning tenant_id, sha256, id),
   looked as (
     update media_blob b set look_at = greatest(b.look_at, now())
     from (select distinct tenant_id, sha256 from gone) as g
     where b.tenant_id = g.tenant_id and b.sha256 = g.sha256)
   select id from gone`,
);

export type BlobRow = { tenant_id: string; sha256: string };

/**
 * Locked until the transaction ends: a file that is just about to refer to one of them waits, and finds it gone or
 * kept. Values: [limit].
 */
export const lockBlobsToLookAt = statement<BlobRow>(
  "lock_media_blobs_to_look_at",
  `select tenant_id, encode(sha256, 'hex') as sha256 from media_blob
   where look_at <= now() order by look_at limit $1 for update skip locked`,
);

const named = `unnest($1::uuid[], $2::text[]) as n(tenant_id, sha256)`;

/**
 * Those that no file refers to. A statement of its own, behind the lock: it sees what others committed while the lock
 * was waited for. Values: [tenants, hashes].
 */
export const readUnusedBlobs = freshStatement<BlobRow>(
  `select n.tenant_id, n.sha256 from ${named}
   where not exists (select from media m where m.tenant_id = n.tenant_id
                       and m.sha256 = decode(n.sha256, 'hex') and m.deleted_at is null)`,
);

/** Files that were let go, whether or not others keep the bytes. Values: [tenants, hashes]. */
export const dropDeletedMedia = freshStatement<never>(
  `delete from media m using ${named}
   where m.tenant_id = n.tenant_id and m.sha256 = decode(n.sha256, 'hex') and m.deleted_at is not null`,
);

/** Values: [tenants, hashes]. */
export const dropBlobs = freshStatement<never>(
  `delete from media_blob b using ${named}
   where b.tenant_id = n.tenant_id and b.sha256 = decode(n.sha256, 'hex')`,
);

/** Still referred to: nothing to look at until somebody lets go. Values: [tenants, hashes]. */
export const keepBlobs = freshStatement<never>(
  `update media_blob b set look_at = null from ${named}
   where b.tenant_id = n.tenant_id and b.sha256 = decode(n.sha256, 'hex')`,
);

/** Under the engine's role. Values: [sender, media]. */
export const readProviderId = statement<{ provider_id: string }>(
  "read_media_at_provider",
  `select p.provider_id from media_at_provider p
   join sender s on s.tenant_id = p.tenant_id and s.id = p.sender_id
   where p.sender_id = $1 and p.media_id = $2 and p.expires_at > now()`,
);

/** Values: [sender, media, provider's id, milliseconds it is good for]. */
export const writeProviderId = statement<never>(
  "write_media_at_provider",
  `insert into media_at_provider (tenant_id, sender_id, media_id, provider_id, expires_at)
   select s.tenant_id, s.id, m.id, $3, now() + $4 * interval '1 ms'
   from sender s join media m on m.tenant_id = s.tenant_id and m.id = $2 where s.id = $1
   on conflict (tenant_id, sender_id, media_id)
   do update set provider_id = excluded.provider_id, expires_at = excluded.expires_at`,
);

/** Values: [sender, media]. */
export const forgetProviderId = statement<never>(
  "forget_media_at_provider",
  `delete from media_at_provider p using sender s
   where s.tenant_id = p.tenant_id and s.id = p.sender_id and p.sender_id = $1 and p.media_id = $2`,
);
