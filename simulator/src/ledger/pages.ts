// Pages through the ledger, whole or one person's part, without scanning it.
import type { Column } from "./column.ts";
import type { Ledger } from "./index.ts";

/** `after` and `next` are positions in the order asked for; `phone` narrows to one person. */
export type PageQuery = { phone: number | undefined; after: number; limit: number };
export type Page = { rows: number[]; next: number | null };

/** Rows in the order people received them. */
export function receivedPage({ rows, counts, lastReceived }: Ledger, query: PageQuery): Page {
  const { positions, next } =
    query.phone === undefined
      ? everyone(counts.received, query)
      : onePerson(lastReceived.get(query.phone) ?? 0, rows.previousReceived, query);
  return { rows: positions.map((position) => rows.receivedRow.get(position)), next };
}

/** Rows in the order they were accepted. */
export function acceptedPage({ rows, counts, lastAccepted }: Ledger, query: PageQuery): Page {
  const { positions, next } =
    query.phone === undefined
      ? everyone(counts.accepted, query)
      : onePerson(lastAccepted.get(query.phone) ?? 0, rows.previousAccepted, query);
  return { rows: positions, next };
}

export function lastReceivedBy({ rows, lastReceived }: Ledger, phone: number): number | undefined {
  const position = lastReceived.get(phone);
  return position === undefined ? undefined : rows.receivedRow.get(position - 1);
}

type Positions = { positions: number[]; next: number | null };

function everyone(count: number, { after, limit }: PageQuery): Positions {
  const end = Math.min(count, after + limit);
  const positions = Array.from({ length: Math.max(0, end - after) }, (_, at) => after + at);
  return { positions, next: end < count ? end : null };
}

/** Walks one person's chain from the newest back to the cursor, and gives the oldest `limit` of it. */
function onePerson(newest: number, previous: Column, { after, limit }: PageQuery): Positions {
  const positions: number[] = [];
  for (let link = newest; link > after; link = previous.get(link - 1)) positions.push(link - 1);
  const shown = positions.toReversed().slice(0, limit);
  const last = shown.at(-1);
  return {
    positions: shown,
    next: last !== undefined && positions.length > shown.length ? last + 1 : null,
  };
}
