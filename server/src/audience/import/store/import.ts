// Statements of imports: one row for each file, who works on it, and how far it is.

import { freshStatement, statement } from "../../../kernel/db.ts";
import type { ByteFacts } from "../file/byte-facts.ts";
import type { FileLayout } from "../file/open-file.ts";
import type { Columns } from "../mapping/columns.ts";
import type { ImportSettings } from "../settings.ts";

export type ImportState =
  | "receiving"
  | "waiting"
  | "running"
  | "done"
  | "failed"
  | "canceled"
  | "undoing"
  | "undone";

export type Counts = Record<Counted, number>;
export type Counted =
  | "rows_done"
  | "created"
  | "updated"
  | "unchanged"
  | "duplicates"
  | "rejected"
  | "consents";

/** What was found in the file. */
export type Layout = FileLayout & Columns;

export type ImportRow = Counts & {
  tenant_id: string;
  id: string;
  kind: "contacts" | "suppressions";
  dry_run: boolean;
  actor: string;
  filename: string | null;
  settings: ImportSettings;
  list_id: string | null;
  size_bytes: number;
  byte_facts: ByteFacts;
  state: ImportState;
  layout: Layout | null;
  problem: { code: string; detail: string } | null;
  row_cursor: number;
  bytes_looked: number;
  rows_total: number | null;
  undone_removed: number;
  undone_restored: number;
  undone_kept: number;
  claims: number;
  created_at: Date;
  done_at: Date | null;
};

const columns = `i.tenant_id, i.id, i.kind, i.dry_run, i.actor, i.filename, i.settings, i.list_id,
  i.size_bytes::float8 as size_bytes, i.byte_facts, i.state, i.layout, i.problem, i.row_cursor,
  i.bytes_looked::float8 as bytes_looked, i.rows_total, i.rows_done, i.created, i.updated, i.unchanged, i.duplicates,
  i.rejected, i.consents, i.undone_removed, i.undone_restored, i.undone_kept, i.claims, i.created_at, i.done_at`;

/** Values: [tenant, id, kind, dry run, actor, filename or null, settings, list or null]. */
export const insertImport = statement<never>(
  "insert_import",
  `insert into contact_import (tenant_id, id, kind, dry_run, actor, filename, settings, list_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** The file is whole. Values: [tenant, id, bytes, what they told]. */
export const acceptImport = statement<ImportRow>(
  "accept_import",
  `update contact_import i set state = 'waiting', size_bytes = $3, byte_facts = $4, updated_at = now()
   where tenant_id = $1 and id = $2 and state = 'receiving' returning ${columns}`,
);

/** Once the transaction stands: whoever works on imports looks what there is to do. */
export const wakeWorkers = statement<never>("wake_import_workers", "select pg_notify('imports', '')");

/** With its file, and all that hangs on it. Values: [tenant, id]. */
export const deleteImport = statement<{ id: string }>(
  "delete_import",
  "delete from contact_import where tenant_id = $1 and id = $2 returning id",
);

/** Values: [tenant, id]. */
export const readImport = statement<ImportRow>(
  "read_import",
  `select ${columns} from contact_import i where i.tenant_id = $1 and i.id = $2 and i.state <> 'receiving'`,
);

/** Newest first. Values: [tenant, id or null, limit]. */
export const listImports = statement<ImportRow>(
  "list_imports",
  `select ${columns} from contact_import i
   where i.tenant_id = $1 and i.state <> 'receiving' and ($2::uuid is null or i.id < $2)
   order by i.id desc limit $3`,
);

/** Whether the tenant's uploads and waiting files are more than it may have at once. Values: [tenant]. */
export const countOpenImports = statement<{ count: number }>(
  "count_open_imports",
  `select count(*)::int as count from contact_import
   where tenant_id = $1 and (state in ('waiting', 'running')
     or (state = 'receiving' and created_at > now() - interval '1 hour'))`,
);

/** Ends what waits or runs; the worker hears of it at its next batch. Values: [tenant, id]. */
export const cancelImport = statement<ImportRow>(
  "cancel_import",
  `update contact_import i set state = 'canceled', done_at = now(), updated_at = now(), busy_until = null
   where tenant_id = $1 and id = $2 and state in ('waiting', 'running') returning ${columns}`,
);

/** Values: [tenant, id]. */
export const beginUndo = statement<ImportRow>(
  "begin_undo_of_import",
  `update contact_import i set state = 'undoing', updated_at = now(), busy_until = null, worked_at = null
   where tenant_id = $1 and id = $2 and state in ('done', 'failed', 'canceled') and kind = 'contacts'
     and not dry_run and done_at > now() - interval '1 day'
   returning ${columns}`,
);

/**
 * The one that has waited longest, ours for half a minute under the number of this claim; of a tenant that
 * somebody works for already, none. Under the engine's role.
 */
export const claimImport = freshStatement<ImportRow>(
  `update contact_import i
   set state = case when i.state = 'waiting' then 'running' else i.state end, claims = i.claims + 1,
       busy_until = now() + interval '30 seconds', worked_at = now(), updated_at = now()
   from (
     select o.tenant_id, o.id from contact_import o
     where o.state in ('waiting', 'running', 'undoing') and (o.busy_until is null or o.busy_until < now())
       and not exists (
         select from contact_import b
         where b.tenant_id = o.tenant_id and b.state in ('running', 'undoing') and b.busy_until >= now())
     order by o.worked_at nulls first, o.created_at limit 1 for update of o skip locked) as open
   where i.tenant_id = open.tenant_id and i.id = open.id
   returning ${columns}`,
);

/** Whether a tenant waits for whom nobody works. Under the engine's role. */
export const someoneWaits = freshStatement<{ waits: boolean }>(
  `select exists (
     select from contact_import o
     where o.state in ('waiting', 'running', 'undoing') and (o.busy_until is null or o.busy_until < now())
       and not exists (
         select from contact_import b
         where b.tenant_id = o.tenant_id and b.state in ('running', 'undoing') and b.busy_until >= now())
   ) as waits`,
);

/** Goes on later, after those who wait longer. Values: [tenant, id, claim]. */
export const releaseImport = freshStatement<never>(
  `update contact_import set busy_until = null, worked_at = now()
   where tenant_id = $1 and id = $2 and claims = $3 and state in ('running', 'undoing')`,
);

/**
 * After something went wrong that is not the file's fault: again in a few seconds, but not for ever. Values:
 * [tenant, id, claim, how many failures are one too many, problem].
 */
export const noteFailure = freshStatement<never>(
  `update contact_import i
   set failures = failures + 1, busy_until = now() + interval '5 seconds',
       state = case when failures + 1 >= $4 and state = 'running' then 'failed' else state end,
       problem = case when failures + 1 >= $4 then $5 else problem end,
       done_at = case when failures + 1 >= $4 and state = 'running' then now() else done_at end
   where tenant_id = $1 and id = $2 and claims = $3 and state in ('running', 'undoing')`,
);

/**
 * While it looks; nothing when it is nobody's any more, or somebody else's. Values: [tenant, id, claim,
 * bytes].
 */
export const noteLooked = freshStatement<{ id: string }>(
  `update contact_import set bytes_looked = greatest(bytes_looked, $4), busy_until = now() + interval '30 seconds'
   where tenant_id = $1 and id = $2 and claims = $3 and state = 'running' returning id`,
);

/** What the look has found. Values: [tenant, id, claim, layout, rows]. */
export const noteLayout = freshStatement<{ id: string }>(
  `update contact_import
   set layout = $4, rows_total = $5, busy_until = now() + interval '30 seconds', updated_at = now()
   where tenant_id = $1 and id = $2 and claims = $3 and state = 'running' returning id`,
);

/**
 * A batch is done, in the transaction that did it. Nothing when the import was canceled or is somebody
 * else's: then the transaction must not stand. Values: [tenant, id, claim, cursor before, cursor after,
 * counts].
 */
export const advanceImport = freshStatement<{ id: string }>(
  `update contact_import i
   set row_cursor = $5, failures = 0, busy_until = now() + interval '30 seconds', updated_at = now(),
       rows_done = i.rows_done + c.rows_done, created = i.created + c.created, updated = i.updated + c.updated,
       unchanged = i.unchanged + c.unchanged, duplicates = i.duplicates + c.duplicates,
       rejected = i.rejected + c.rejected, consents = i.consents + c.consents
   from json_to_record($6) as c(rows_done int, created int, updated int, unchanged int, duplicates int, rejected int,
                                consents int)
   where i.tenant_id = $1 and i.id = $2 and i.claims = $3 and i.row_cursor = $4 and i.state = 'running'
   returning i.id`,
);

/** Values: [tenant, id, claim, `done` or `failed`, problem or null]. */
export const endImport = freshStatement<{ id: string }>(
  `update contact_import
   set state = $4, problem = $5, done_at = now(), busy_until = null, updated_at = now()
   where tenant_id = $1 and id = $2 and claims = $3 and state = 'running' returning id`,
);

/** Values: [tenant, id, claim, removed, restored, kept]. */
export const advanceUndo = freshStatement<{ id: string }>(
  `update contact_import
   set undone_removed = undone_removed + $4, undone_restored = undone_restored + $5, undone_kept = undone_kept + $6,
       busy_until = now() + interval '30 seconds', updated_at = now()
   where tenant_id = $1 and id = $2 and claims = $3 and state = 'undoing' returning id`,
);

/** Values: [tenant, id, claim]. */
export const endUndo = freshStatement<{ id: string }>(
  `update contact_import set state = 'undone', busy_until = null, updated_at = now()
   where tenant_id = $1 and id = $2 and claims = $3 and state = 'undoing' returning id`,
);

/** What a dry run does from here on … */
export const beginTrial = freshStatement<never>("savepoint dry_run");

/** … is taken back, with its locks. */
export const endTrial = freshStatement<never>("rollback to savepoint dry_run");
