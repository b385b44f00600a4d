// What is done behind a campaign: what waits for one that was canceled is taken back, failures are tried again.

import type { Tx } from "../kernel/db.ts";
import { cancelOfCampaign, notifyShards, resendMessages } from "../messaging/index.ts";
import type { Retry } from "./campaign.ts";
import type { CampaignRow } from "./store/campaign.ts";
import { setHalt } from "./store/queue.ts";
import { cancelPending, countRetries, noteRetry, readFailed } from "./store/sweep.ts";
import type { Counts } from "./stops.ts";
import { sumOf } from "./stops.ts";

const bite = 5_000;

/**
 * One bite of a canceled campaign's clearing; answers whether there is more. What was in flight may come back to its
 * lane: until it has arrived or failed, the halt stays and this comes round.
 */
export async function sweepStep(tx: Tx, campaign: CampaignRow, counts: Counts): Promise<boolean> {
  const { tenant_id, id, senders } = campaign;
  const taken = await cancelOfCampaign(tx, [tenant_id, id, senders.map((each) => each.id), bite]);
  const left = await cancelPending(tx, [tenant_id, id, bite]);
  if (taken.length + left.length > 0) return true;
  if (sumOf(counts, ...waiting) === 0) await setHalt(tx, campaign, null);
  return false;
}

export const waiting = ["message:queued", "message:scheduled"];

/** A page of what was sent; the same message leaves once more, so that nobody ever has two on their way. */
const pageRows = 2_000;

/** Answers whether there is more of it. */
export async function retryStep(tx: Tx, campaign: CampaignRow, retry: Retry, now: Date): Promise<boolean> {
  const { tenant_id: tenantId, mode, id } = campaign;
  if (retry.until !== null && new Date(retry.until) <= now) {
    await noteRetry(tx, [tenantId, id, null]);
    return true;
  }
  const page = await readFailed(tx, [tenantId, id, retry.after, retry.codes, retry.before, pageRows]);
  const ids = page.filter(({ fits }) => fits).map(({ message_id }) => message_id);
  const resent = ids.length === 0 ? [] : await resendMessages(tx, { tenantId, mode }, { ids }, ids.length);
  if (resent.length > 0) {
    await countRetries(tx, [tenantId, id, resent.map((each) => each.id)]);
    await notifyShards(tx, new Set(resent.map(({ shard }) => shard)));
  }
  const last = page.at(-1)?.message_id ?? null;
  const isOver = page.length < pageRows || last === null;
  await noteRetry(tx, [tenantId, id, isOver ? null : JSON.stringify({ ...retry, after: last })]);
  return !isOver;
}
