// An A/B test under way: once its people are queued it rests, then one variant wins and goes to all who waited.

import type { Tx } from "../kernel/db.ts";
import { readGroups } from "./analytics/store/progress.ts";
import type { Brake, Winner } from "./campaign.ts";
import { isTested } from "./split.ts";
import type { CampaignRow } from "./store/campaign.ts";
import { noteReleased, noteTrialEnd, noteWinner, releaseHeld } from "./store/trial.ts";
import { chooseWinner } from "./winner.ts";

/** `again`: something has changed, and the campaign is to be read anew. */
export type TrialStep = { again: boolean; brake: Brake | null };

const goOn: TrialStep = { again: false, brake: null };
const readAnew: TrialStep = { again: true, brake: null };

export async function trialStep(
  tx: Tx,
  campaign: CampaignRow,
  { pending, held, now }: { pending: number; held: number; now: Date },
): Promise<TrialStep> {
  const { tenant_id, id, ab, winner, trial_ended_at } = campaign;
  if (ab?.winner === undefined || !isTested(ab) || held === 0) return goOn;
  if (winner !== null) return release(tx, campaign, winner, pending);
  if (pending > 0) return goOn;
  if (trial_ended_at === null) {
    await noteTrialEnd(tx, [tenant_id, id, now]);
    return readAnew;
  }
  const until = new Date(trial_ended_at.getTime() + ab.winner.after_minutes * 60_000);
  if (now < until) {
    const detail = `Waiting for the winner of its test: ${held} people get the variant most have ${ab.winner.metric}.`;
    return { again: false, brake: { code: "ab_test", detail, until: until.toISOString() } };
  }
  const verdict = chooseWinner(ab, await readGroups(tx, [tenant_id, id]));
  const decided: Winner = { ...verdict, at: now.toISOString(), released_to: null };
  await noteWinner(tx, [tenant_id, id, JSON.stringify(decided)]);
  return readAnew;
}

/** A fifth of a second's work; more wait until most of these have been queued. */
const bite = 5_000;

async function release(
  tx: Tx,
  { tenant_id, id }: CampaignRow,
  { variant, released_to }: Winner,
  pending: number,
): Promise<TrialStep> {
  if (pending > bite) return goOn;
  const [freed] = await releaseHeld(tx, [tenant_id, id, variant, released_to, bite]);
  const last = freed?.last ?? null;
  if (last === null) throw new Error("who waits for a winner is let go by it");
  await noteReleased(tx, [tenant_id, id, last]);
  return readAnew;
}
