// Statements that judge an audience as freezing would, a page at a time, and write nothing: in sums, and person by
// person.

import type { Tx } from "../../../kernel/db.ts";
import { type AudienceQuery, type FreezeAs, judgedSql, pageOf, type Place } from "../../store/freeze.ts";
import { foundNobodySql } from "../../store/not-found.ts";

/** People of whom the same is true; each is in one group. */
export type Group = {
  /**
   * Why they are skipped: as when the audience is written down, `not_on_whatsapp`, or `frequency_capped`; null for the
   * eligible.
   */
  reason: string | null;
  /** Names they have no text for. */
  missing: string[];
  sender_id: string;
  variant: number | null;
  /** One of their numbers; all of them begin alike as far as their country goes. */
  phone: string | null;
  language: string | null;
  zone: string;
  people: number;
  strangers: number;
  never_wrote: number;
  outside_window: number;
  elsewhere: number;
  /** Who gets theirs later: WhatsApp has withheld marketing from them, or they have had enough of it by a cap. */
  resting: number;
  capped: number;
};

export type JudgedPage = { seen: number; last: string | null; groups: Group[] };

/** So many of these categories in so many days; `skips`: whoever is over it gets nothing, else later. */
export type Cap = { categories: readonly string[]; most: number; days: number; skips: boolean };

export type Judging = {
  as: FreezeAs;
  audience: AudienceQuery;
  caps: readonly Cap[];
  /** Senders that look a number up before they send: what they found there is known for sure. */
  sure: readonly string[];
};
export type From = { after: string | null; limit: number };

export async function judgePage(tx: Tx, judging: Judging, from: From): Promise<JudgedPage> {
  const { as, audience } = judging;
  const { values, place } = valuesOf(as, audience, from);
  const { rows } = await tx.query<JudgedPage>(
    `with ${pageOf(audience.text)}, ${judgedSql(as, place)},
       ${standingSql(judging, place)}
     select (select count(*) from page)::int as seen,
            (select contact_id from page order by contact_id desc limit 1) as last,
            (select coalesce(json_agg(told), '[]') from (
               select reason, missing, sender_id, variant, min(phone) as phone, language, zone,
                      count(*)::int as people,
                      count(*) filter (where is_stranger)::int as strangers,
                      count(*) filter (where never_wrote)::int as never_wrote,
                      count(*) filter (where outside_window)::int as outside_window,
                      count(*) filter (where elsewhere)::int as elsewhere,
                      count(*) filter (where is_resting)::int as resting,
                      count(*) filter (where is_held and not is_resting)::int as capped
               from standing
               group by reason, missing, sender_id, variant, ${regionSql}, language, zone) as told) as groups`,
    values,
  );
  return rows[0] ?? { seen: 0, last: null, groups: [] };
}

export type JudgedPerson = {
  contact_id: string;
  phone: string | null;
  reason: string | null;
  missing: string[];
  sender_id: string;
  variant: number | null;
  language: string | null;
  variables: Record<string, string> | null;
};

/** All of a page in the order of contacts. */
export async function judgePeople(tx: Tx, judging: Judging, from: From): Promise<JudgedPerson[]> {
  const { as, audience } = judging;
  const { values, place } = valuesOf(as, audience, from);
  const { rows } = await tx.query<JudgedPerson>(
    `with ${pageOf(audience.text)}, ${judgedSql(as, place)},
       ${standingSql(judging, place)}
     select contact_id, phone, reason, missing, sender_id, variant, language, variables from standing
     order by contact_id`,
    values,
  );
  return rows;
}

function valuesOf(as: FreezeAs, audience: AudienceQuery, from: From): { values: unknown[]; place: Place } {
  const values: unknown[] = [as.tenantId, from.after, from.limit, ...audience.values];
  return { values, place: (value) => `$${values.push(value)}` };
}

/**
 * Calling codes of one country say it in three digits; where several share one, their areas do. Finer than what
 * analytics counts by, because nothing is written.
 */
const regionSql = `left(phone, case when phone ~ '^[+][17]' then 5
  when phone ~ '^[+](39|44|47|61|212|262|290|358|590|599)' then 7 else 4 end)`;

/** The lowest id of so many days ago, reckoned once; with an end as well, no other months are looked into. */
function since(days: string): string {
  return `(select lowest_id(now() - make_interval(days => ${days})))`;
}

/** What the looks at their turn and at the claim will find of those whom freezing takes. */
function standingSql({ as, caps, sure }: Judging, place: Place): string {
  const campaign = `${place(as.campaignId)}::uuid`;
  const days = Math.max(7, ...caps.map((cap) => cap.days));
  const over = (skips: boolean): string => {
    const full = caps.flatMap((cap, at) =>
      cap.skips === skips ? [`had.cap_${at} >= ${place(cap.most)}::int`] : [],
    );
    return full.length === 0 ? "false" : `(${full.join(" or ")})`;
  };
  const counted = caps.map(
    (cap, at) => `count(*) filter (where m.category = any (${place(cap.categories)}::text[])
        and m.status in ('sent', 'delivered', 'read', 'played', 'unknown')
        and m.id >= ${since(`${place(cap.days)}::int`)}) as cap_${at}`,
  );
  const had = [
    `count(*) filter (where m.campaign_id <> ${campaign} and m.id >= ${since("7")}
        and m.status not in ('failed', 'expired', 'canceled', 'skipped')) as elsewhere`,
    ...counted,
  ];
  const nobody =
    sure.length === 0
      ? "false"
      : `j.sender_id = any (${place(sure)}::uuid[]) and ${foundNobodySql("j.phone", "j.sender_id")}`;
  return `standing as materialized (
     select j.contact_id, j.phone, j.sender_id, j.variant, j.language, j.zone, j.variables,
            case when j.reason is not null then j.reason
                 when ${nobody} then 'not_on_whatsapp'
                 when ${over(true)} then 'frequency_capped' end as reason,
            case when j.reason = 'missing_variable'
                 then array(select name from unnest(j.required) as name where not coalesce(j.variables, '{}') ? name)
                 else '{}' end as missing,
            chat.person is null as is_stranger, chat.last_heard_at is null as never_wrote,
            coalesce(chat.last_heard_at, '-infinity') < now() - interval '24 hours' as outside_window,
            coalesce(had.elsewhere, 0) > 0 as elsewhere, ${over(false)} as is_held,
            ${place(as.isMarketing)}::boolean and exists (
              select from marketing_rest r where r.tenant_id = $1 and r.person = j.phone and r.until > now()
            ) as is_resting
     from judged j
     left join chat on j.reason is null and chat.tenant_id = $1 and chat.sender_id = j.sender_id
       and chat.person = j.phone
     left join lateral (
       select ${had.join(", ")} from message m
       where j.reason is null and m.tenant_id = $1 and m.recipient = j.phone
         and m.id >= ${since(`${place(days)}::int`)} and m.id < ${since("-1")}) as had on true
   )`;
}
