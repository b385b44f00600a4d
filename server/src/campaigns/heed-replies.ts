// A reply ends a campaign for whoever wrote it: what waits for them is taken out, and nothing more is queued.

import type { Tx } from "../kernel/db.ts";
import { skipMessages } from "../messaging/index.ts";
import type { CampaignRow } from "./store/campaign.ts";
import { answeredSince, readParent } from "./store/follow-up.ts";
import type { NextRecipient } from "./store/queue.ts";
import { noteHeard, waitingOfWriters, wroteSince } from "./store/replies.ts";

/** So long a reply may take from its number to its commit. */
const overlapMs = 120_000;
/** The row is written that seldom; in between the same replies are looked at again. */
const noteEveryMs = 30_000;

/** A second message has always ended with a reply; a campaign does if it says so. */
export async function heedReplies(tx: Tx, campaign: CampaignRow, now: Date): Promise<void> {
  const { tenant_id, id, senders, heard_at, ways } = campaign;
  if (ways.stop_on_reply !== true) return;
  const begun = beganAt(campaign);
  const since = new Date(Math.max(begun.getTime(), (heard_at?.getTime() ?? 0) - overlapMs));
  const waiting = await waitingOfWriters(tx, [tenant_id, id, senders.map((sender) => sender.id), since]);
  const why = { code: "recipient_replied", detail: "replied" };
  await skipMessages(
    tx,
    waiting.map((row) => ({ ...row, ...why })),
  );
  if (heard_at === null || now.getTime() - heard_at.getTime() > noteEveryMs)
    await noteHeard(tx, [tenant_id, id, now]);
}

/** Which of the next people are not to be sent it any more, and why: by contact. */
export async function answeredMeanwhile(
  tx: Tx,
  campaign: CampaignRow,
  people: readonly NextRecipient[],
): Promise<ReadonlyMap<string, string>> {
  const { tenant_id, parent_id, ways, is_follow_up } = campaign;
  const contacts = people.map(({ contact_id }) => contact_id);
  if (is_follow_up) {
    const [parent] = await readParent(tx, [tenant_id, parent_id]);
    const when = parent?.ways.follow_up?.when ?? "not_replied";
    const rows = await answeredSince[when](tx, [tenant_id, parent_id, contacts]);
    return new Map(rows.map(({ contact_id, reason }) => [contact_id, reason]));
  }
  if (ways.stop_on_reply !== true) return new Map();
  const rows = await wroteSince(tx, [tenant_id, contacts, beganAt(campaign)]);
  return new Map(rows.map(({ contact_id }) => [contact_id, "replied"]));
}

/** A follow-up's people were written to from when its parent began. */
function beganAt({ is_follow_up, run_at, starts_at, created_at }: CampaignRow): Date {
  return (is_follow_up ? run_at : starts_at) ?? created_at;
}
