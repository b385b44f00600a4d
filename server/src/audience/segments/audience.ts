// Who is meant by lists, segments, tags and contacts, less those who are left out: as one select, and as a number.

import type { Database, Tx } from "../../kernel/db.ts";
import { AppError, type FieldError } from "../../kernel/errors.ts";
import { presentId } from "../../kernel/ids.ts";
import { compileLists, compileNamed, compileTags } from "./compile/compile-rule.ts";
import { createValues, type Values } from "./compile/values.ts";
import type { RuleWorld } from "./compile/world.ts";
import { type Count, countWithPatience } from "./count-members.ts";
import { type Asked, readKnown, worldOf } from "./read-known.ts";
import { type Known, ruleProblems } from "./rule-problems.ts";
import { standing } from "./store/members.ts";
import type { Placed } from "./uses.ts";

/** Ids are uuids. Whoever is in any of these is meant; who names nothing means nobody. */
export type AudiencePart = {
  /** Every contact there is. */
  everyone?: true;
  lists?: readonly string[];
  segments?: readonly string[];
  tags?: readonly string[];
  contacts?: readonly string[];
};

/** Less whoever is in any of `exclude`. */
export type Audience = AudiencePart & { exclude?: AudiencePart };

export type Select = { text: string; values: unknown[] };

export type SelectOptions = {
  /** The number of its first placeholder, where it stands within another statement: 1 by default. */
  firstValue?: number;
  /** Where the audience stands in the request: `/audience` by default. */
  path?: string;
  /** Also those who have no number. */
  withoutPhone?: boolean;
};

/**
 * A select of `contact_id` and `phone`, one row for each contact that stands and has a number. What the audience names
 * and is not there throws `segment_invalid`, with its place. The text differs from call to call, so it is not to be
 * prepared under a name.
 */
export async function audienceQuery(
  tx: Tx,
  asked: Asked,
  audience: Audience,
  options: SelectOptions = {},
): Promise<Select> {
  const { firstValue = 1 } = options;
  const { where, values } = await compileAudience(tx, asked, audience, options);
  const text = `select c.id as contact_id, c.lead_phone as phone from contact c
    where c.tenant_id = $${firstValue} and ${standing} and ${where}`;
  return { text, values };
}

/** Of people with a number. In transactions of its own, each of which ends in time. */
export async function countAudience(db: Database, asked: Asked, audience: Audience): Promise<Count> {
  const condition = await db.asTenants([asked.tenantId], (tx) => compileAudience(tx, asked, audience, {}));
  return countWithPatience(db, asked.tenantId, condition);
}

async function compileAudience(
  tx: Tx,
  asked: Asked,
  audience: Audience,
  { firstValue = 1, path = "/audience", withoutPhone = false }: SelectOptions,
): Promise<{ where: string; values: unknown[] }> {
  const placed = [...placesOf(audience, path), ...placesOf(audience.exclude ?? {}, `${path}/exclude`)];
  const known = await readKnown(tx, asked.tenantId, placed);
  const errors = missing(placed, known);
  if (errors.length > 0)
    throw new AppError("segment_invalid", "The audience names what is not there.", { errors });
  const [values, world] = [createValues(asked.tenantId, firstValue), worldOf(known, asked, placed)];
  const parts = [
    ...(withoutPhone ? [] : ["c.lead_phone is not null"]),
    partSql(audience, values, world),
    ...(audience.exclude === undefined ? [] : [`not ${partSql(audience.exclude, values, world)}`]),
  ];
  return { where: `(${parts.join(" and ")})`, values: [...values.list] };
}

/** As conditions of a rule, because the same is read and checked for both. */
function placesOf({ lists = [], segments = [] }: AudiencePart, path: string): Placed[] {
  return [
    ...lists.map((id, index): Placed => {
      const condition = { kind: "list" as const, any_of: [presentId("lst", id)] };
      return { path: `${path}/lists/${index}`, condition };
    }),
    ...segments.map((id, index): Placed => {
      const condition = { kind: "segment" as const, id: presentId("seg", id) };
      return { path: `${path}/segments/${index}`, condition };
    }),
  ];
}

/** The path is the place in the audience, not in the rule that it was made into. */
function missing(placed: readonly Placed[], known: Known): FieldError[] {
  return placed.flatMap((each) =>
    ruleProblems([each], known, null).map(({ message }) => ({ path: each.path, message })),
  );
}

function partSql(
  { everyone, lists = [], segments = [], tags = [], contacts = [] }: AudiencePart,
  values: Values,
  world: RuleWorld,
): string {
  const any = [
    ...(everyone === true ? ["true"] : []),
    ...(lists.length === 0 ? [] : [compileLists(lists, values)]),
    ...segments.map((id) => compileNamed(presentId("seg", id), values, world)),
    ...(tags.length === 0 ? [] : [compileTags(tags, values, "&&")]),
    ...(contacts.length === 0 ? [] : [`c.id = any (${values.bind(contacts, "uuid[]")})`]),
  ];
  return any.length === 0 ? "false" : `(${any.join(" or ")})`;
}
