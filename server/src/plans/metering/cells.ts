// From what the ledger says of an hour to the meter's cells: numbers become countries. Pure.

import { countryOf } from "../../kernel/phone-country.ts";
import type { CellRow, LedgerRow } from "../store/usage.ts";

const none = { accepted: 0, sent: 0, delivered: 0, read: 0, failed: 0, received: 0, media_bytes: 0 };
/** ISO 3166 leaves it to users: nobody's country, and people who are known without a number. */
const unknownCountry = "ZZ";

/** In the order of their keys, so that two counts of the same are alike. */
export function cellsOf(rows: readonly LedgerRow[]): CellRow[] {
  const cells = new Map<string, CellRow>();
  for (const row of rows) {
    const { tenant_id, slot, day, mode, direction, sender_id, category, kind } = row;
    const country = row.sample === null ? unknownCountry : (countryOf(row.sample) ?? unknownCountry);
    const place = { tenant_id, slot, day, mode, direction, sender_id, category, country, kind };
    const key = Object.values(place).join(" ");
    const cell = cells.get(key) ?? { ...place, ...none };
    cell[row.what] += row.count;
    cell.media_bytes += row.bytes;
    cells.set(key, cell);
  }
  return [...cells].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}

/** The cells of each hour, as one text to compare. */
export function nameOf(cell: CellRow): string {
  const { tenant_id, slot, day, mode, direction, sender_id, category, country, kind } = cell;
  const { accepted, sent, delivered, read, failed, received, media_bytes } = cell;
  const place = [tenant_id, slot, day, mode, direction, sender_id, category, country, kind];
  return [...place, accepted, sent, delivered, read, failed, received, media_bytes].join(" ");
}
