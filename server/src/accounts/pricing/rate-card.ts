// A tenant's rate card as rules reckon with it.

import type { Tx } from "../../kernel/db.ts";
import { type RateRow, readRates } from "../store/meta-app.ts";
import type { Rate } from "./cost.ts";

export async function readRateCard(tx: Tx, tenantId: string): Promise<Rate[]> {
  return (await readRates(tx, [tenantId])).map(rateOf);
}

/** Rows were read by the contract before they were kept. */
function rateOf(row: RateRow): Rate {
  return {
    market: row.market,
    category: row.category as Rate["category"],
    currency: row.currency,
    validFrom: row.valid_from,
    volumeFrom: row.volume_from,
    amountMicros: row.amount_micros,
    source: row.source,
  };
}
