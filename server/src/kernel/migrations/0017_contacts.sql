-- Contacts as an audience: tags, language, place, typed attributes, lists, notes, and the words they are found by.

-- compatible-with: 0004
-- transaction: none
-- Older code merges and deletes people without what this adds, which nobody has before newer code writes it.

alter table contact
  add column if not exists tags text[] not null default '{}',   -- lower case, trimmed, sorted
  add column if not exists language text,                       -- BCP 47
  add column if not exists time_zone text,                      -- IANA; null: by the number
  -- The number they are written to now: of those they have not left the one seen last. Kept by contact_alias' triggers.
  add column if not exists lead_phone text collate "C";

-- What a tenant says an attribute is. Names without a definition hold what they are given.
create table if not exists attribute_definition (
  tenant_id uuid not null references tenant,
  name text not null,
  type text not null check (type in ('text', 'number', 'boolean', 'date', 'datetime', 'choice')),
  choices text[],
  description text,
  -- Contacts are found by its words.
  searchable boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, name),
  constraint choices_of_a_choice check ((choices is not null) = (type = 'choice'))
);

create table if not exists contact_list (
  tenant_id uuid not null references tenant,
  id uuid not null,                        -- UUIDv7
  name text not null,
  description text,
  -- Counted by contact_list_member's triggers, because counting a million rows takes a tenth of a second.
  member_count integer not null default 0 check (member_count >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index if not exists contact_list_name on contact_list (tenant_id, lower(name));

-- Only people who stand: who is merged or deleted leaves. No foreign keys: they are checked row by row, which takes a
-- quarter of the time of an import; the list is checked by the trigger that counts.
create table if not exists contact_list_member (
  tenant_id uuid not null,
  list_id uuid not null,
  contact_id uuid not null,
  added_at timestamptz not null default now(),
  primary key (tenant_id, list_id, contact_id)
);
create index if not exists contact_list_member_by_contact on contact_list_member (tenant_id, contact_id);

create table if not exists contact_note (
  tenant_id uuid not null,
  id uuid not null,                        -- UUIDv7
  contact_id uuid not null,
  author text not null,                    -- key_… or usr_…
  body text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, contact_id) references contact
);
create index if not exists contact_note_by_contact on contact_note (tenant_id, contact_id, id);

-- What a person is found by: the words of their names and searchable attributes; their tags, each as a whole behind
-- "#"; the digits of their number backwards behind "<". Byte order, so that a range is what begins alike. A trigram
-- index would be of no use: under row-level security only operators that leak nothing reach an index, which `like` and
-- `@>` do not, and trigrams know no letters but ASCII's in the bundled Postgres' locale.
create table if not exists contact_word (
  tenant_id uuid not null,
  word text collate "C" not null,
  contact_id uuid not null,
  primary key (tenant_id, word, contact_id)
);
create index if not exists contact_word_by_contact on contact_word (tenant_id, contact_id);

-- Whose words have to be written anew: all of a tenant's contacts from one id to another, who came in bulk, or whose
-- attributes are searched since, or are no longer.
create table if not exists contact_word_due (
  tenant_id uuid not null references tenant,
  first_id uuid not null,
  last_id uuid not null,
  primary key (tenant_id, first_id)
);

do $$ declare name text; begin
  foreach name in array array['attribute_definition', 'contact_list', 'contact_list_member', 'contact_note',
                              'contact_word', 'contact_word_due'] loop
    execute format($s$
      alter table %1$I enable row level security, force row level security
      ; drop policy if exists of_the_named_tenants on %1$I
      ; create policy of_the_named_tenants on %1$I to waypost_app
        using (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
        with check (tenant_id = any ((select string_to_array(current_setting('app.tenants', true), ','))::uuid[]))
      ; drop policy if exists across_tenants on %1$I
      ; create policy across_tenants on %1$I to waypost_engine using (true) with check (true)
      ; grant select, insert, update, delete on %1$I to waypost_app, waypost_engine$s$, name)
    ; end loop; end $$;

-- A text without case, accents, Arabic vowel signs and punctuation. Not by the locale, which differs from one database
-- to the next.
create or replace function fold_text(said text) returns text language sql immutable strict parallel safe as $$
  select translate(lower(case when octet_length(said) = char_length(said) then said
      else translate(regexp_replace(normalize(said, nfkd), '[\u0300-\u036f\u0640\u064b-\u065f\u0670]', '', 'g'),
        'ÆØŒÐÞĐĦŁŊŦΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏҐىةیک',
        'æøœðþđħłŋŧαβγδεζηθικλμνξοπρστυφχψωσабвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґيهيك') end),
    E'\t\n\r!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~«»“”„‘’–—…·،؛؟।、。', repeat(' ', 60)) $$;

create or replace function searchable_text(tenant uuid, given jsonb) returns text
language sql stable parallel safe as $$
  select string_agg(given ->> d.name, ' ') from attribute_definition d where d.tenant_id = tenant and d.searchable $$;

-- All that these people are found by; nothing for those who do not stand. Set-based, since a function called for each
-- would cost more than writing its words down.
create or replace function words_of_contacts(people contact[])
returns table (tenant_id uuid, word text, contact_id uuid) language sql stable as $$
  with standing as (
    select c.tenant_id, c.id, c.tags, c.lead_phone, concat_ws(' ', c.name, c.profile_name,
      case when c.attributes <> '{}' and exists (
        select from attribute_definition d where d.tenant_id = c.tenant_id and d.searchable)
      then searchable_text(c.tenant_id, c.attributes) end) as said
    from unnest(people) as c where c.merged_into is null and c.deleted_at is null
  )
  select s.tenant_id, left(w, 64), s.id from standing s
  cross join string_to_table(fold_text(s.said), ' ') with ordinality as split(w, place) where w <> '' and place <= 60
  union select s.tenant_id, '#' || t, s.id from standing s cross join unnest(s.tags) as t
  union select s.tenant_id, '<' || reverse(substr(s.lead_phone, 2)), s.id from standing s where s.lead_phone is not null
$$;

create or replace function add_contact_words() returns trigger language plpgsql as $$ begin
  if current_setting('app.words_later', true) = 'on' then
    -- Not the tags: by them people are chosen, and not only looked for.
    insert into contact_word (tenant_id, word, contact_id)
    select a.tenant_id, '#' || t, a.id from added a cross join unnest(a.tags) as t order by 1, 2, 3
  ; else
    insert into contact_word (tenant_id, word, contact_id)
    select * from words_of_contacts((select array_agg(a::contact) from added a)) order by 1, 2, 3
  ; end if; return null; end $$;

-- Without sequential scans, here and below: the plan is kept for the life of a connection, and one that was made while
-- the table was small would read all of a large one.
create or replace function reword_contacts(people contact[]) returns void
language plpgsql set enable_seqscan = off as $$
begin
  with words as materialized (select * from words_of_contacts(people)),
  gone as (
    delete from contact_word w using unnest(people) as c
    where w.tenant_id = c.tenant_id and w.contact_id = c.id
      and not exists (select from words n where n.contact_id = w.contact_id and n.word = w.word)
  )
  insert into contact_word (tenant_id, word, contact_id) select * from words order by 1, 2, 3 on conflict do nothing
  ; end $$;

create or replace function keep_contact_words() returns trigger language plpgsql set enable_seqscan = off as $$
declare people contact[]
; begin
  select array_agg(c::contact) into people
  from after_it c join before_it b on b.tenant_id = c.tenant_id and b.id = c.id
  where (c.name, c.profile_name, c.tags, c.attributes, c.lead_phone, c.merged_into, c.deleted_at)
        is distinct from (b.name, b.profile_name, b.tags, b.attributes, b.lead_phone, b.merged_into, b.deleted_at)
  ; if people is not null then perform reword_contacts(people); end if
  ; return null; end $$;

-- None of these for the owner, who restores what they made with everything else.
create or replace trigger find_added after insert on contact
  referencing new table as added for each statement
  when (current_user in ('waypost_app', 'waypost_engine')) execute function add_contact_words();
create or replace trigger find_changed after update on contact
  referencing old table as before_it new table as after_it for each statement
  when (current_user in ('waypost_app', 'waypost_engine')) execute function keep_contact_words();

-- Whatever changes whose number is whose: messages, requests, merges, moves to a new number, erasure. `kind || ''`
-- keeps the planner from reading all phones of a tenant by the primary key, which looks as cheap while the table is
-- new.
create or replace function keep_lead_phone() returns trigger language plpgsql set enable_seqscan = off as $$
declare touched jsonb
; begin
  case tg_op
    when 'UPDATE' then
      select jsonb_agg(t) into touched from (
        select tenant_id, contact_id from after_it where kind = 'phone'
        union select tenant_id, contact_id from before_it where kind = 'phone') t
    ; when 'INSERT' then
      -- Nearly always the person was created with it.
      select jsonb_agg(t) into touched from (
        select distinct g.tenant_id, g.contact_id from given g
        join contact c on c.tenant_id = g.tenant_id and c.id = g.contact_id
        where g.kind = 'phone' and c.lead_phone is distinct from g.value) t
    ; else
      select jsonb_agg(t) into touched from (
        select distinct tenant_id, contact_id from given where kind = 'phone') t
    ; end case
  ; if touched is null then return null; end if
  ; with leads as materialized (
    select t.tenant_id, t.contact_id, (
      select a.value from contact_alias a
      where a.tenant_id = t.tenant_id and a.contact_id = t.contact_id and a.kind || '' = 'phone' and a.left_at is null
      order by a.seen_at desc, a.value limit 1) as phone
    from jsonb_to_recordset(touched) as t(tenant_id uuid, contact_id uuid)
  ), wrong as materialized (
    select c.tenant_id, c.id, l.phone from leads l
    join contact c on c.tenant_id = l.tenant_id and c.id = l.contact_id
    where c.lead_phone is distinct from l.phone order by c.tenant_id, c.id for no key update of c
  )
  update contact c set lead_phone = w.phone from wrong w where c.tenant_id = w.tenant_id and c.id = w.id
  ; return null; end $$;

create or replace trigger lead_after_insert after insert on contact_alias
  referencing new table as given for each statement
  when (current_user in ('waypost_app', 'waypost_engine')) execute function keep_lead_phone();
create or replace trigger lead_after_update after update on contact_alias
  referencing old table as before_it new table as after_it for each statement
  when (current_user in ('waypost_app', 'waypost_engine')) execute function keep_lead_phone();
create or replace trigger lead_after_delete after delete on contact_alias
  referencing old table as given for each statement
  when (current_user in ('waypost_app', 'waypost_engine')) execute function keep_lead_phone();

-- Members come and go, and are not changed. Lists in order, so that two who fill the same lists wait for each other.
create or replace function count_list_members() returns trigger language plpgsql set enable_seqscan = off as $$
declare sign integer := case tg_op when 'INSERT' then 1 else -1 end
; asked integer
; found_lists integer
; begin
  with counted as materialized (select tenant_id, list_id, count(*)::int as members from changed group by 1, 2),
  locked as materialized (
    select l.tenant_id, l.id, c.members from counted c
    join contact_list l on l.tenant_id = c.tenant_id and l.id = c.list_id
    order by l.tenant_id, l.id for no key update of l
  ), told as (
    update contact_list l set member_count = l.member_count + sign * k.members
    from locked k where l.tenant_id = k.tenant_id and l.id = k.id returning 1
  )
  select (select count(*) from counted), (select count(*) from told) into asked, found_lists
  ; if sign = 1 and asked <> found_lists then
    raise foreign_key_violation using message = 'a member of a list that is not there'
    ; end if
  ; return null; end $$;
create or replace trigger count_added after insert on contact_list_member
  referencing new table as changed for each statement
  when (current_user in ('waypost_app', 'waypost_engine')) execute function count_list_members();
create or replace trigger count_removed after delete on contact_list_member
  referencing old table as changed for each statement
  when (current_user in ('waypost_app', 'waypost_engine')) execute function count_list_members();

-- Who is known already, in bites that lock few people at a time. The owner sees no tenant's rows, the engine all.
set role waypost_engine;
do $$ declare last_tenant uuid
; last_id uuid
; reached record
; begin loop
    with bite as materialized (
      select c.tenant_id, c.id from contact c
      where last_id is null or (c.tenant_id, c.id) > (last_tenant, last_id)
      order by c.tenant_id, c.id limit 5000
    ), led as (
      update contact c set lead_phone = (
        select a.value from contact_alias a
        where a.tenant_id = c.tenant_id and a.contact_id = c.id and a.kind = 'phone' and a.left_at is null
        order by a.seen_at desc, a.value limit 1)
      from bite b where c.tenant_id = b.tenant_id and c.id = b.id
    ), worded as (
      insert into contact_word (tenant_id, word, contact_id)
      select * from words_of_contacts((
        select array_agg(c) from bite b join contact c on c.tenant_id = b.tenant_id and c.id = b.id))
      on conflict do nothing
    )
    select tenant_id, id into reached from bite order by tenant_id desc, id desc limit 1
    ; exit when reached.id is null
    ; last_tenant := reached.tenant_id
    ; last_id := reached.id
    ; commit
  ; end loop; end $$;
reset role;

drop index concurrently if exists contact_by_lead_phone;
create index concurrently contact_by_lead_phone on contact (tenant_id, lead_phone) where lead_phone is not null;
