// Statements of people, their codes and their links. They cross tenants and run under the engine's role.

import { statement } from "../../kernel/db.ts";

export type PersonRow = {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  platform: boolean;
  locale: string;
  totp_secret: Buffer | null;
  totp_since: Date | null;
  totp_step: string | null;
  disabled_at: Date | null;
  created_at: Date;
};

const columns = `id, email, name, password_hash, platform, locale, totp_secret, totp_since, totp_step, disabled_at,
  created_at`;

/** No row when the address is taken. Values: [id, email, name, hash, platform]. */
export const insertPerson = statement<PersonRow>(
  "insert_person",
  `insert into person (id, email, name, password_hash, platform) values ($1, $2, $3, $4, $5)
   on conflict (email) do nothing returning ${columns}`,
);

/** Values: [email]. */
export const readPersonByEmail = statement<PersonRow>(
  "read_person_by_email",
  `select ${columns} from person where email = $1`,
);

/** Values: [id]. */
export const readPerson = statement<PersonRow>("read_person", `select ${columns} from person where id = $1`);

/** Values: [ids]. */
export const readPeople = statement<PersonRow>(
  "read_people",
  `select ${columns} from person where id = any($1::uuid[])`,
);

/** For the command line. */
export const listPeople = statement<PersonRow & { tenants: string[] }>(
  "list_people",
  `select ${columns}, array(select t.slug from membership m join tenant t on t.id = m.tenant_id
                            where m.person_id = person.id order by t.slug) as tenants
   from person order by id limit 10000`,
);

export const anybodyThere = statement<{ there: boolean }>(
  "anybody_there",
  `select exists (select from person) as there`,
);

/** Values: [id, hash]. */
export const writePassword = statement<never>(
  "write_password",
  `update person set password_hash = $2 where id = $1`,
);

/** Values: [id, name or null, locale or null]. */
export const updatePerson = statement<PersonRow>(
  "update_person",
  `update person set name = coalesce($2, name), locale = coalesce($3, locale) where id = $1 returning ${columns}`,
);

/** Values: [email, disabled]. */
export const disablePerson = statement<{ id: string }>(
  "disable_person",
  `update person set disabled_at = case when $2 then coalesce(disabled_at, now()) end where email = $1 returning id`,
);

/** A secret that is being set up; not while one is in use. Values: [id, sealed secret]. */
export const writeTotp = statement<{ id: string }>(
  "write_totp",
  `update person set totp_secret = $2, totp_step = null where id = $1 and totp_since is null returning id`,
);

/** Values: [id, now, step]. */
export const confirmTotp = statement<{ id: string }>(
  "confirm_totp",
  `update person set totp_since = $2, totp_step = $3 where id = $1 and totp_since is null and totp_secret is not null
   returning id`,
);

/** Values: [id]. */
export const clearTotp = statement<never>(
  "clear_totp",
  `update person set totp_secret = null, totp_since = null, totp_step = null where id = $1`,
);

/** Of two who bring the same code at once, one is told. Values: [id, step]. */
export const useStep = statement<{ id: string }>(
  "use_totp_step",
  `update person set totp_step = $2 where id = $1 and (totp_step is null or totp_step < $2) returning id`,
);

/** Values: [person, hashes]. */
export const insertRecoveryCodes = statement<never>(
  "insert_recovery_codes",
  `insert into recovery_code (person_id, code_hash) select $1, unnest($2::bytea[])`,
);

/** Values: [person]. */
export const clearRecoveryCodes = statement<never>(
  "clear_recovery_codes",
  `delete from recovery_code where person_id = $1`,
);

/** Values: [person, hash]. No row when it is none, or was used. */
export const useRecoveryCode = statement<{ person_id: string }>(
  "use_recovery_code",
  `delete from recovery_code where person_id = $1 and code_hash = $2 returning person_id`,
);

/** Values: [person]. */
export const countRecoveryCodes = statement<{ left: number }>(
  "count_recovery_codes",
  `select count(*)::int as left from recovery_code where person_id = $1`,
);

/** The newest link is the only one. Values: [person, hash, expiry]. */
export const writeReset = statement<never>(
  "write_password_reset",
  `insert into password_reset (person_id, token_hash, expires_at) values ($1, $2, $3)
   on conflict (person_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`,
);

/** Values: [hash, now]. */
export const readReset = statement<{ person_id: string }>(
  "read_password_reset",
  `select person_id from password_reset where token_hash = $1 and expires_at > $2`,
);

/** Of two who use it at once, one gets it. Values: [hash, now]. */
export const takeReset = statement<{ person_id: string }>(
  "take_password_reset",
  `delete from password_reset where token_hash = $1 and expires_at > $2 returning person_id`,
);

/** Values: [hash]. Whether it is the link of now; the table holds one row. */
export const readSetupLink = statement<{ one: boolean }>(
  "read_setup_link",
  `select one from setup_link where token_hash = $1 for update`,
);

/** Values: [hash]. */
export const writeSetupLink = statement<never>(
  "write_setup_link",
  `insert into setup_link (token_hash) values ($1)
   on conflict (one) do update set token_hash = excluded.token_hash, created_at = now()`,
);

export const dropSetupLink = statement<never>("drop_setup_link", `delete from setup_link`);

/** The first person is one only: whoever makes them holds this until the transaction ends. */
export const lockFirstPerson = statement<never>(
  "lock_first_person",
  `select pg_advisory_xact_lock(hashtext('waypost first person'))`,
);

/** Values: [limit]. */
export const pruneResets = statement<never>(
  "prune_password_resets",
  `delete from password_reset where token_hash in
     (select token_hash from password_reset where expires_at < now() limit $1) returning token_hash`,
);
