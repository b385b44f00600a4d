// Statements that write an audience down: a page of contacts at a time, with the place it has come to in the same
// transaction.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { Share } from "../campaign.ts";
import { type Mapping, type Place, variablesSql } from "../variables.ts";

export type { Place };

/** `text` answers {contact_id, phone}, each contact once; its places are those after the first `fixed`. */
export type AudienceQuery = { text: string; values: readonly unknown[] };

/** How many values of `freezePage`'s own come before those of the audience. */
export const fixedValues = 3;

export type FreezeAs = {
  tenantId: string;
  campaignId: string;
  shares: readonly Share[];
  mapping: Mapping;
  /** Names that have to have a text; who has none is skipped. */
  required: readonly string[];
  /** Marketing is kept from more people than the rest. */
  isMarketing: boolean;
  /** Set when everybody's own clock counts: zones by how a number begins, and the zone of those that nobody knows. */
  zones: PhoneZones | null;
  /** Who is dealt what; null when all get the same. */
  split: Split | null;
};

/** What one of several contents asks of a person. */
export type Asking = Pick<FreezeAs, "mapping" | "required">;

export type Split = {
  /** Another seed deals everybody anew; the same person under the same seed is always dealt the same. */
  seed: string;
  holdOutPercent: number;
  /** Who is not of the test waits for its winner; 100 when nobody waits. */
  testPercent: number;
  shares: readonly number[];
  /** By variant; fewer than two when people are only held out. */
  variants: readonly Asking[];
};

export type PhoneZones = { byPrefix: Readonly<Record<string, string>>; longest: number; otherwise: string };

export type Page = { seen: number; last: string | null };

/**
 * Writes down the next people: who is to get it, and who is not and why. Whose number was written down before stands as
 * a duplicate. Answers how many there were and the last of them; fewer than `limit` are the last.
 */
export async function freezePage(
  tx: Tx,
  as: FreezeAs,
  audience: AudienceQuery,
  from: { after: string | null; limit: number },
): Promise<Page> {
  const values: unknown[] = [as.tenantId, from.after, from.limit, ...audience.values];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const text = `with ${pageOf(audience.text)}, ${writtenSql(as, place)}
   select (select count(*) from page)::int as seen,
          (select contact_id from page order by contact_id desc limit 1) as last`;
  const { rows } = await tx.query<Page>(text, values);
  return rows[0] ?? { seen: 0, last: null };
}

/** Writes `page` down. */
export function writtenSql(as: FreezeAs, place: Place): string {
  const campaign = `${place(as.campaignId)}::uuid`;
  return `${judgedSql(as, place)}, taken as (
     insert into campaign_recipient (tenant_id, campaign_id, contact_id, phone, state, reason, sender_id, zone,
                                     variant, language, variables)
     select $1, ${campaign}, contact_id, phone,
            case when reason is not null then 'skipped' when is_held then 'held' else 'pending' end, reason, sender_id,
            zone, variant, language, case when reason is null then variables end
     from judged order by contact_id
     on conflict do nothing
     returning contact_id
   ), doubled as (
     insert into campaign_recipient (tenant_id, campaign_id, contact_id, phone, state, reason)
     select $1, ${campaign}, contact_id, phone, 'skipped', 'duplicate_phone' from judged
     where reason is null and contact_id not in (select contact_id from taken)
     on conflict (tenant_id, campaign_id, contact_id) do nothing
   ), zoned as (
     insert into campaign_zone (tenant_id, campaign_id, zone)
     select $1::uuid, ${campaign}, zone
     from (${as.zones === null ? "select ''" : "select distinct zone from judged where reason is null"}) as z(zone)
     on conflict do nothing
   )`;
}

/** For a statement whose first values are the tenant, the last contact or null, and at most how many. */
export function pageOf(audience: string): string {
  return `page as materialized (
     select a.contact_id, a.phone from (${audience}) a
     where $2::uuid is null or a.contact_id > $2::uuid order by a.contact_id limit $3::int
   )`;
}

/**
 * Of a `page` of the audience, `judged`: who they are, what they would be sent, and the reason when it is nothing.
 * Contacts are probed one by one: just after an import nothing is known of their number, and a join was planned as each
 * against each (30 s and more for 120,000).
 */
export function judgedSql(as: FreezeAs, place: Place): string {
  const wanted = `${place(as.isMarketing)}::boolean`;
  const { dealt, isHeldOut, isHeld, required, variables, lacks } = dealtSql(as, place);
  return `person as materialized (
     select p.contact_id, p.phone, c.language, ${senderSql(as.shares, place)} as sender_id,
            ${zoneSql(as.zones, place)} as zone, d.variant, d.is_held_out, d.is_held, ${variables} as variables,
            ${required} as required,
            (select s.id from suppression s
             where s.tenant_id = $1 and s.phone = p.phone and s.lifted_at is null
               and (s.purpose = 'all' or ${wanted}) limit 1) is not null as is_suppressed
     from page p cross join lateral (
       select * from contact where tenant_id = $1 and id = p.contact_id limit 1) c
     cross join lateral (
       select case when not ${isHeld} then ${dealt} end as variant, ${isHeldOut} as is_held_out,
              ${isHeld} as is_held) d
   ), judged as materialized (
     select *, case when phone is null then 'no_phone'
                    when is_suppressed then 'opted_out'
                    when ${lacks} then 'missing_variable'
                    when is_held_out then 'hold_out' end as reason
     from person
   )`;
}

/** Who is dealt what, and what that asks of them. Who waits for a winner has the texts of every variant. */
function dealtSql(as: FreezeAs, place: Place): Dealt {
  const lacks = (variables: string, required: string): string =>
    `not coalesce(${variables}, '{}') ?& ${required}`;
  const asked = (asking: Asking): [variables: string, required: string] => [
    variablesSql(asking.mapping, place),
    `${place(asking.required)}::text[]`,
  ];
  const { split } = as;
  if (split === null) {
    const [variables, required] = asked(as);
    const plain = { dealt: "null::smallint", isHeldOut: "false", isHeld: "false" };
    return { ...plain, variables, required, lacks: lacks("variables", "required") };
  }
  const isHeldOut = `${diceSql(split.seed, 0, "100", place)} < ${place(split.holdOutPercent)}::int`;
  if (split.variants.length < 2) {
    const [variables, required] = asked(as);
    const plain = { dealt: "null::smallint", isHeldOut, isHeld: "false" };
    return { ...plain, variables, required, lacks: lacks("variables", "required") };
  }
  const sides = split.variants.map(asked);
  const each = (pick: (side: (typeof sides)[number]) => string): string =>
    `case d.variant ${sides.map((side, at) => `when ${at + 1} then ${pick(side)}`).join(" ")} end`;
  const all = sides.map(([variables], at) => `'${at + 1}', ${variables}`).join(", ");
  const lacksAny = sides.map(([, required], at) =>
    lacks(`nullif(variables -> '${at + 1}', 'null')`, required),
  );
  return {
    dealt: `${bucketSql(split.shares, (sum) => diceSql(split.seed, 2, sum, place), place)}::smallint`,
    isHeldOut,
    isHeld: `${diceSql(split.seed, 1, "100", place)} >= ${place(split.testPercent)}::int`,
    variables: `case when d.is_held then jsonb_build_object(${all}) else ${each(([variables]) => variables)} end`,
    required: each(([, required]) => required),
    lacks: `case when is_held then ${lacksAny.join(" or ")} else ${lacks("variables", "required")} end`,
  };
}

type Dealt = {
  dealt: string;
  isHeldOut: string;
  isHeld: string;
  variables: string;
  required: string;
  lacks: string;
};

/** A number below `sides`, always the same for the same person; each `die` of a seed falls by itself. */
function diceSql(seed: string, die: number, sides: string, place: Place): string {
  return `(uuid_hash_extended(p.contact_id, ${place(seed)}::bigint + ${die}) & 1073741823) % ${sides}`;
}

/** Which of these shares a die falls into, from 1 on. */
function bucketSql(shares: readonly number[], dice: (sum: string) => string, place: Place): string {
  let sum = 0;
  const bounds = shares.map((share) => (sum += share));
  return `(1 + width_bucket(${dice(`${place(sum)}::bigint`)}, ${place(bounds)}::bigint[]))`;
}

/** Always the same sender for the same person, as long as the campaigns have the same senders. */
function senderSql(shares: readonly Share[], place: Place): string {
  const ids = `${place(shares.map(({ id }) => id))}::uuid[]`;
  if (shares.length === 1) return `(${ids})[1]`;
  const weights = shares.map(({ weight }) => weight);
  return `(${ids})[${bucketSql(weights, (sum) => diceSql("0", 0, sum, place), place)}]`;
}

/** The contact's own zone, else the longest beginning of their number that says one. */
function zoneSql(zones: PhoneZones | null, place: Place): string {
  if (zones === null) return "''";
  const known = `${place(JSON.stringify(zones.byPrefix))}::jsonb`;
  const looks = Array.from(
    { length: zones.longest },
    (_, at) => `${known} ->> substr(p.phone, 2, ${zones.longest - at})`,
  );
  return `coalesce(c.time_zone, ${[...looks, `${place(zones.otherwise)}::text`].join(", ")})`;
}

/** Values: [tenant, campaign, last contact or null, whether these were all]. */
export const noteFrozen = statement<never>(
  "note_frozen_campaign",
  `update campaign set frozen_to = coalesce($3::uuid, frozen_to), frozen_at = case when $4 then now() end
   where tenant_id = $1 and id = $2`,
);

export type ZoneRow = { zone: string; starts_at: Date | null };

/** Values: [tenant, campaign]. */
export const readZones = statement<ZoneRow>(
  "read_campaign_zones",
  "select zone, starts_at from campaign_zone where tenant_id = $1 and campaign_id = $2",
);

/** Values: [tenant, campaign, zones, when it begins there]. */
export const writeZoneStarts = freshStatement<never>(
  `update campaign_zone z set starts_at = s.starts_at
   from unnest($3::text[], $4::timestamptz[]) as s(zone, starts_at)
   where z.tenant_id = $1 and z.campaign_id = $2 and z.zone = s.zone`,
);
