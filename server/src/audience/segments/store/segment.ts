// Statements of segments: rules with a name, and what they name.

import type { SegmentRule } from "@waypost/contract";
import { freshStatement, statement } from "../../../kernel/db.ts";

export type SegmentRow = {
  id: string;
  name: string;
  description: string;
  rule: SegmentRule;
  exclude: SegmentRule | null;
  created_at: Date;
  updated_at: Date;
};

const columns = "id, name, description, rule, exclude, created_at, updated_at";

/**
 * Whoever writes segments does so alone in their tenant: two that name each other, written at once, would each see no
 * circle. Values: [tenant].
 */
export const lockSegments = statement<never>(
  "lock_segments",
  "select pg_advisory_xact_lock(hashtextextended('segments ' || $1::uuid, 0))",
);

/** Newest first. Values: [tenant, id or null, limit]. */
export const listSegments = statement<SegmentRow>(
  "list_segments",
  `select ${columns} from segment where tenant_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
);

/** Values: [tenant, id]. */
export const readSegment = statement<SegmentRow>(
  "read_segment",
  `select ${columns} from segment where tenant_id = $1 and id = $2`,
);

/** Nothing when the name is taken. Values: [tenant, id, name, description, rule, exclude, segments, lists]. */
export const insertSegment = statement<SegmentRow>(
  "insert_segment",
  `insert into segment (tenant_id, id, name, description, rule, exclude, uses_segments, uses_lists)
   values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict (tenant_id, name) do nothing returning ${columns}`,
);

/** Nothing when another one has the name. Values: as of the insert. */
export const replaceSegment = statement<SegmentRow>(
  "replace_segment",
  `update segment
   set name = $3, description = $4, rule = $5, exclude = $6, uses_segments = $7, uses_lists = $8, updated_at = now()
   where tenant_id = $1 and id = $2
     and not exists (select from segment other where other.tenant_id = $1 and other.name = $3 and other.id <> $2)
   returning ${columns}`,
);

/** Values: [tenant, id]. */
export const deleteSegment = statement<{ id: string }>(
  "delete_segment",
  "delete from segment where tenant_id = $1 and id = $2 returning id",
);

export type NamedSegment = Pick<SegmentRow, "id" | "name">;

/** By which segments a segment or a list is named; the other of the two is null. Values: [tenant, segment, list]. */
export const readSegmentsNaming = statement<NamedSegment>(
  "read_segments_naming",
  `select id, name from segment
   where tenant_id = $1 and ($2::uuid = any (uses_segments) or $3::uuid = any (uses_lists)) order by name limit 20`,
);

export type RulesRow = Pick<SegmentRow, "id" | "rule" | "exclude">;

/** These segments, and all that they name in turn. Values: [tenant, ids]. */
export const readNamedRules = freshStatement<RulesRow>(
  `with recursive named as (
     select unnest($2::uuid[]) as id
     union
     select unnest(s.uses_segments) from named join segment s on s.tenant_id = $1 and s.id = named.id
   )
   select s.id, s.rule, s.exclude from named join segment s on s.tenant_id = $1 and s.id = named.id`,
);

export type AttributeType = "text" | "number" | "boolean" | "date" | "datetime" | "choice";
export type Surroundings = {
  time_zone: string;
  lists: string[];
  attributes: { name: string; type: AttributeType; choices: string[] | null }[];
};

/** What rules are judged by: the time zone, and which of what they name is there. Values: [tenant, lists, names]. */
export const readSurroundings = freshStatement<Surroundings>(
  `select t.time_zone,
          array(select id from contact_list where tenant_id = $1 and id = any ($2::uuid[])) as lists,
          (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'type', type, 'choices', choices)), '[]')
           from attribute_definition where tenant_id = $1 and name = any ($3::text[])) as attributes
   from tenant t where t.id = $1`,
);
