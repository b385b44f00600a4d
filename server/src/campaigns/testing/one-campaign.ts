// What tests ask of one campaign on their own ground, and do to it.

import { expect } from "vitest";
import type { Answer } from "../../http/harness.ts";
import { ground, uuidOf } from "./campaign-house.ts";

export const read = async (id: string): Promise<Answer["body"]> =>
  (await ground.ask(`GET /v1/campaigns/${id}`)).body;

export const analyticsOf = async (id: string): Promise<Answer["body"]> =>
  (await ground.ask(`GET /v1/campaigns/${id}/analytics`)).body;

export const move = (id: string, how: string, body: object = {}): Promise<Answer> =>
  ground.ask(`POST /v1/campaigns/${id}/${how}`, body);

/** The texts of its messages, the oldest first. */
export async function textsOf(id: string): Promise<string[]> {
  const rows = await ground.rows<{ body: { text: { body: string } } }>(
    "select body from message where campaign_id = $1 order by id",
    [uuidOf(id)],
  );
  return rows.map(({ body }) => body.text.body);
}

/** As if the provider had taken what waits, or the first of it, or refused it for this code. */
export async function settle(
  id: string,
  status: string,
  code: string | null = null,
  count = 1_000_000,
): Promise<void> {
  await ground.rows(
    `with gone as (
       delete from lane_entry where message_id in (
         select message_id from lane_entry where campaign_id = $1 order by message_id limit $4) returning *
     )
     update message m set status = $2, updated_at = now() - interval '1 second',
       error = case when $3::text is null then null else jsonb_build_object('code', $3::text) end,
       attention = case when $2 = 'failed' then 'dead' end
     from gone where m.tenant_id = gone.tenant_id and m.id = gone.message_id`,
    [uuidOf(id), status, code, count],
  );
}

/** What is counted as things happen is what a recount finds. */
export async function expectExact(id: string): Promise<void> {
  const { told, counted } = await ground.counts(id);
  expect(told).toEqual(counted);
}
