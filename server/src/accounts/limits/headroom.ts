// How many people portfolios may still begin to write to within 24 hours.

import type { Tx } from "../../kernel/db.ts";
import { countInitiated } from "../store/headroom.ts";
import { peopleAllowed } from "./portfolio.ts";

export type Headroom = { portfolio: string; allowed: number; used: number };

/** `limits`: what Meta allows each portfolio; what it does not limit is left out of the answer. */
export async function headroomOf(
  tx: Tx,
  tenantId: string,
  limits: ReadonlyMap<string, number | null>,
): Promise<Map<string, Headroom>> {
  const limited = [...limits].flatMap(([portfolio, limit]) => (limit === null ? [] : [{ portfolio, limit }]));
  if (limited.length === 0) return new Map();
  const rows = await countInitiated(tx, [tenantId, limited.map(({ portfolio }) => portfolio)]);
  const used = new Map(rows.map(({ portfolio, people }) => [portfolio, people]));
  return new Map(
    limited.map(({ portfolio, limit }) => {
      const headroom = { portfolio, allowed: peopleAllowed(limit), used: used.get(portfolio) ?? 0 };
      return [portfolio, headroom];
    }),
  );
}
