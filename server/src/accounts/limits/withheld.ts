// Keeps whom Meta has withheld marketing from, and says who is to be left alone for now.

import type { Tx } from "../../kernel/db.ts";
import {
  lockMarketingRests,
  type NewRest,
  readMarketingRests,
  writeMarketingRests,
} from "../store/limits.ts";
import { type MarketingRest, restAfterWithholding } from "./marketing-rest.ts";

/** A marketing message to this person that Meta withheld (131049), and when it said so. */
export type Withheld = { tenantId: string; person: string; at: Date };

/** The same report twice changes nothing. */
export async function keepWithheld(tx: Tx, withheld: readonly Withheld[]): Promise<void> {
  if (withheld.length === 0) return;
  const tenants = withheld.map(({ tenantId }) => tenantId);
  const people = withheld.map(({ person }) => person);
  const rests = new Map<string, MarketingRest>(
    (await lockMarketingRests(tx, [tenants, people])).map((row) => [
      `${row.tenant_id} ${row.person}`,
      { withheldAt: row.withheld_at, until: row.until },
    ]),
  );
  const rows = new Map<string, NewRest>();
  for (const { tenantId, person, at } of withheld.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const name = `${tenantId} ${person}`;
    const rest = restAfterWithholding(rests.get(name) ?? null, at);
    rests.set(name, rest);
    const [withheld_at, until] = [rest.withheldAt.toISOString(), rest.until.toISOString()];
    rows.set(name, { tenant_id: tenantId, person, withheld_at, until });
  }
  await writeMarketingRests(tx, [...rows.values()]);
}

/** Until when each of these people gets no marketing; who is not named may be written to. */
export async function marketingRestsOf(
  tx: Tx,
  tenantId: string,
  people: readonly string[],
  now: Date,
): Promise<Map<string, Date>> {
  if (people.length === 0) return new Map();
  const rows = await readMarketingRests(tx, [people.map(() => tenantId), people, now]);
  return new Map(rows.map((row) => [row.person, row.until]));
}
