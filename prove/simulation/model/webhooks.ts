// The model of webhook intake: raw bodies in, claims on them, those that are put aside.

import type { Tables, WebhookRow } from "./rows.ts";

const busyMs = 60_000;
const triesMax = 3;

export function claimWebhooks(tables: Tables, now: number, [most, bytesMax]: [number, number]): WebhookRow[] {
  const open = [...tables.webhooks.values()]
    .filter((row) => !row.done && (row.busyUntil === null || row.busyUntil < now) && row.tries < triesMax)
    .toSorted((a, b) => a.receivedAt - b.receivedAt)
    .slice(0, most);
  let before = 0;
  return open.filter((row) => {
    const fits = before < bytesMax;
    before += row.body.length;
    if (!fits) return false;
    row.tries += 1;
    row.busyUntil = now + busyMs;
    return true;
  });
}

export function setAsideWebhooks(tables: Tables, now: number): number {
  const ended = [...tables.webhooks.values()].filter(
    (row) => !row.done && row.tries >= triesMax && row.busyUntil !== null && row.busyUntil < now,
  );
  for (const row of ended) row.done = true;
  return ended.length;
}
