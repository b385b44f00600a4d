// Statements that scrub kept answers of what they say about one person.

import { freshStatement } from "../kernel/db.ts";

export type KeptAnswer = { mode: string; route: string; key: string; response: unknown };

/**
 * Answers that name the person. Also all to privacy requests: what is known of those is a hash of little but a number,
 * which can be tried. Values: [tenant, needles, limit].
 */
export const readAnswersAbout = freshStatement<KeptAnswer>(
  `select mode, route, key, response from idempotency_key k
   where tenant_id = $1 and (k.route = 'POST /v1/privacy/requests' or exists (
     select from unnest($2::text[]) as needle
     where position(needle in k.response::text) > 0 or position(needle in k.key) > 0))
   order by mode, route, key limit $3 for update`,
);

/** Values: [tenant, modes, routes, keys, responses, keys they have from now on]. */
export const rewriteAnswers = freshStatement<{ key: string }>(
  `update idempotency_key k set response = given.response::jsonb, key = given.new_key
   from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
     as given(mode, route, key, response, new_key)
   where k.tenant_id = $1 and k.mode = given.mode and k.route = given.route and k.key = given.key
   returning k.key`,
);

/** Values: [tenant, modes, routes, keys]. */
export const dropAnswers = freshStatement<{ key: string }>(
  `delete from idempotency_key k using unnest($2::text[], $3::text[], $4::text[]) as given(mode, route, key)
   where k.tenant_id = $1 and k.mode = given.mode and k.route = given.route and k.key = given.key
   returning k.key`,
);
