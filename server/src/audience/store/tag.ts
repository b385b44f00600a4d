// Statements of tags: put on and taken off people, counted, renamed.

import { freshStatement, statement } from "../../kernel/db.ts";

/** Who is changed by it, of people who are locked. Values: [tenant, contacts, tags to add, tags to remove]. */
export const changeTags = freshStatement<{ id: string }>(
  `update contact c set tags = n.tags, updated_at = now()
   from (
     select tenant_id, id, array(
       select distinct t collate "C" from unnest(tags || $3::text[]) as t
       where t <> all ($4::text[]) order by 1) as tags
     from contact where tenant_id = $1 and id = any ($2::uuid[])
   ) as n
   where c.tenant_id = n.tenant_id and c.id = n.id and c.tags <> n.tags
   returning c.id`,
);

/** Values: [tenant, contact, tags]. */
export const setTags = statement<never>(
  "set_contact_tags",
  `update contact set tags = $3, updated_at = now()
   where tenant_id = $1 and id = $2 and tags <> $3::text[]`,
);

/**
 * Tags in alphabetical order from one on, each with how many people have it: from one tag to the next by the index,
 * however many people there are between. Values: [tenant, tag or null, limit].
 */
export const countTags = freshStatement<{ tag: string; contacts: number }>(
  `with recursive tag as (
     (select word, 1 as place from contact_word
      where tenant_id = $1 and word > '#' || coalesce($2, '') and word < '$' order by word limit 1)
     union all
     select (select word from contact_word
             where tenant_id = $1 and word > tag.word and word < '$' order by word limit 1), place + 1
     from tag where tag.word is not null and place < $3
   )
   select substr(tag.word, 2) as tag,
     (select count(*)::int from contact_word w where w.tenant_id = $1 and w.word = tag.word) as contacts
   from tag where tag.word is not null`,
);

/** A bite of those who have a tag has another one instead. Values: [tenant, from, to, limit]. */
export const renameTag = freshStatement<{ id: string }>(
  `with bite as materialized (
     select c.tenant_id, c.id, c.tags from contact_word w
     join contact c on c.tenant_id = w.tenant_id and c.id = w.contact_id
     where w.tenant_id = $1 and w.word = '#' || $2::text
     order by c.id limit $4 for no key update of c
   )
   update contact c
   set tags = array(select distinct t collate "C" from unnest(array_replace(b.tags, $2, $3)) as t order by 1),
       updated_at = now()
   from bite b where c.tenant_id = b.tenant_id and c.id = b.id and $2 = any (c.tags)
   returning c.id`,
);
