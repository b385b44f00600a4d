// Statements over whoever matches a rule: counted, guessed, listed. Their text is compiled, their values are bound.

import type { Database, Tx } from "../../../kernel/db.ts";

/** A condition over a contact `c`, which a tenant's placeholder `$1` stands before. */
export type Condition = { where: string; values: readonly unknown[] };

export type MemberRow = { id: string; name: string | null; phone: string | null };

/** Who stands: neither deleted nor merged into another. */
export const standing = "c.deleted_at is null and c.merged_into is null";

/** The newest first, from `after` on. */
export async function listMembers(
  tx: Tx,
  { where, values }: Condition,
  { after, limit }: { after: string | null; limit: number },
): Promise<MemberRow[]> {
  const [afterValue, limitValue] = [values.length + 1, values.length + 2];
  const text = `select c.id, coalesce(c.name, c.profile_name) as name, c.lead_phone as phone from contact c
    where c.tenant_id = $1 and ${standing} and ($${afterValue}::uuid is null or c.id < $${afterValue}) and ${where}
    order by c.id desc limit $${limitValue}`;
  return (await tx.query<MemberRow>(text, [...values, after, limit])).rows;
}

export async function countMembers(tx: Tx, { where, values }: Condition): Promise<number> {
  const text = `select count(*)::int as count from contact c where c.tenant_id = $1 and ${standing} and ${where}`;
  return (await tx.query<{ count: number }>(text, [...values])).rows[0]?.count ?? 0;
}

/** One contact in so many is looked at: by the last seven bits of their ids, which are random (RFC 9562 §5.7). */
export const sampledOneIn = 128;

export async function countSample(tx: Tx, { where, values }: Condition): Promise<number> {
  const drawn = `get_byte(uuid_send(c.id), 15) & ${sampledOneIn - 1} = 0`;
  return (await countMembers(tx, { where: `${drawn} and ${where}`, values })) * sampledOneIn;
}

/** What the planner expects, without looking at anybody. */
export async function guessMembers(tx: Tx, { where, values }: Condition): Promise<number> {
  const text = `explain (format json) select from contact c where c.tenant_id = $1 and ${standing} and ${where}`;
  const { rows } = await tx.query<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(text, [...values]);
  return rows[0]?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0;
}

/**
 * A transaction whose statements end after `patienceMs`, null when one did. More memory than others have, so that a
 * million people are hashed at once instead of looked up one by one; no compiling of the statement, which takes longer
 * than most of them.
 */
export async function withPatience<T>(
  db: Database,
  tenantId: string,
  patienceMs: number,
  work: (tx: Tx) => Promise<T>,
): Promise<T | null> {
  try {
    return await db.asTenants([tenantId], async (tx) => {
      await tx.query(
        `select set_config('statement_timeout', $1, true), set_config('work_mem', '64MB', true),
                set_config('jit', 'off', true)`,
        [`${patienceMs}ms`],
      );
      return work(tx);
    });
  } catch (error) {
    if (isImpatience(error)) return null;
    throw error;
  }
}

/** query_canceled: the statement's time was over. */
function isImpatience(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "57014";
}
