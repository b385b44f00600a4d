// How a campaign's people are dealt out: who is held out, who takes part in the test, who gets which variant. Pure.

import type { CampaignAb, CampaignTemplate, MessageObject } from "@waypost/contract";
import type { Content } from "./campaign.ts";
import type { Asking, Split } from "./store/freeze.ts";
import type { CampaignRow } from "./store/campaign.ts";

type Said = { template?: CampaignTemplate; message?: MessageObject };

/** By variant, its own first; only that one where nothing is compared. */
export function contentsOf({ content, ab }: Pick<CampaignRow, "content" | "ab">): Content[] {
  const others = (ab?.variants ?? []).slice(1);
  return [content, ...others.map((said) => contentWith(content, said))];
}

/** In the same category, and for as long. */
export function contentWith(content: Content, { template, message }: Said): Content {
  return { ...content, template: template ?? null, message: message ?? null };
}

/**
 * Runs of the same recurring campaign deal alike; other campaigns deal anew, so that it is not always the same people
 * who are held out.
 */
export function splitOf(
  { id, parent_id, ab }: Pick<CampaignRow, "id" | "parent_id" | "ab">,
  asking: readonly Asking[],
): Split | null {
  if (ab === null) return null;
  return {
    seed: seedOf(parent_id ?? id),
    holdOutPercent: ab.hold_out_percent ?? 0,
    testPercent: ab.winner?.test_percent ?? 100,
    shares: (ab.variants ?? []).map(({ share = 1 }) => share),
    variants: asking,
  };
}

/** 60 bits, so that two more dice fit beside it. */
function seedOf(uuid: string): string {
  return BigInt(`0x${uuid.replaceAll("-", "").slice(-15)}`).toString();
}

/** Whether somebody has to wait for a winner. */
export function isTested(ab: CampaignAb | null): boolean {
  return ab?.winner !== undefined && (ab.variants?.length ?? 0) > 1;
}
