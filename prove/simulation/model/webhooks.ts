// The model of webhook intake: raw bodies in, claims on them, what is held, those that are put aside.

import type { Claim } from "../../../server/src/intake/store.ts";
import type { Tables, WebhookRow } from "./rows.ts";

const busyMs = { first: 5_000, later: 60_000 };
const triesMax = 3;

/** What others have locked is passed over. */
export type IsLocked = (row: WebhookRow) => boolean;
type Ask = { now: number; isLocked: IsLocked };

export function claimWebhooks(
  tables: Tables,
  { now, isLocked }: Ask,
  [most, bytesMax]: readonly [number, number],
): WebhookRow[] {
  const open = [...tables.webhooks.values()]
    .filter((row) => !row.done && (row.busyUntil === null || row.busyUntil < now) && row.tries < triesMax)
    .filter((row) => !isLocked(row))
    .toSorted((a, b) => a.receivedAt - b.receivedAt)
    .slice(0, most);
  let before = 0;
  return open.filter((row) => {
    const fits = before < bytesMax;
    before += row.body.length;
    if (!fits) return false;
    row.busyUntil = now + (row.tries === 0 ? busyMs.first : busyMs.later);
    row.tries += 1;
    return true;
  });
}

/** Those that are still these claims'; who has one of them locked is waited for. */
export function holdWebhooks(tables: Tables, claims: readonly Claim[]): WebhookRow[] {
  return claims.flatMap(({ id, tries }) => {
    const row = tables.webhooks.get(id);
    return row === undefined || row.tries !== tries || row.done ? [] : [row];
  });
}

export function setAsideWebhooks(tables: Tables, { now, isLocked }: Ask): number {
  const ended = [...tables.webhooks.values()]
    .filter((row) => !row.done && row.tries >= triesMax && row.busyUntil !== null && row.busyUntil < now)
    .filter((row) => !isLocked(row));
  for (const row of ended) row.done = true;
  return ended.length;
}
