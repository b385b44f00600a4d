// A campaign, its people and its figures, as the API shows them.

import type {
  CampaignAnalytics,
  CampaignResource,
  CampaignWinner,
  RecipientResource,
} from "@waypost/contract";
import { presentId } from "../kernel/ids.ts";
import type { Winner } from "./campaign.ts";
import { type Counts, reached, sumOf } from "./stops.ts";
import type { CampaignRow } from "./store/campaign.ts";
import type { RecipientRow } from "./store/recipients.ts";
import { waiting } from "./tidy-up.ts";
import { isLeadCertain, withShare } from "./winner.ts";

export function presentCampaign(row: CampaignRow): CampaignResource {
  const { content, pace, schedule } = row;
  return {
    id: presentId("cmp", row.id),
    name: row.name,
    status: row.status,
    from: row.senders.map(({ id, weight }) => ({ sender: presentId("snd", id), weight })),
    template: content.template,
    message: content.message,
    category: content.category,
    ttl_seconds: content.ttl_seconds,
    audience: row.audience,
    import: row.ways.import_id === undefined ? null : presentId("imp", row.ways.import_id),
    schedule,
    rate: pace.rate,
    quiet_hours: pace.quiet_hours,
    stops: row.stops,
    ab: row.ab,
    winner: row.winner === null ? null : presentWinner(row.winner),
    track_links: row.ways.track_links ?? false,
    stop_on_reply: row.ways.stop_on_reply ?? false,
    follow_up: row.ways.follow_up ?? null,
    is_follow_up: row.is_follow_up,
    version: row.version,
    is_tested: row.tested_version === row.version,
    approved_by: row.approved_version === row.version ? row.approved_by : null,
    created_by: row.created_by,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    launched_at: row.launched_at?.toISOString() ?? null,
    launched_by: row.launched_by,
    starts_at: row.starts_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
    paused:
      row.pause === null || row.paused_at === null
        ? null
        : { ...row.pause, at: row.paused_at.toISOString(), by: row.paused_by },
    brake: row.brake,
    parent: row.parent_id === null ? null : presentId("cmp", row.parent_id),
  };
}

export function presentWinner({ variant, because, figures, at }: Winner): CampaignWinner {
  return { variant, because, is_certain: isLeadCertain(figures), figures: figures.map(withShare), at };
}

export function presentRecipient(row: RecipientRow): RecipientResource {
  return {
    contact: presentId("con", row.contact_id),
    phone: row.phone,
    status: row.status,
    reason: row.reason,
    error: row.error,
    message: row.message_id === null ? null : presentId("msg", row.message_id),
    from: row.sender_id === null ? null : presentId("snd", row.sender_id),
    language: row.language,
    variables: row.variables,
    replied_at: row.replied_at?.toISOString() ?? null,
    clicked_at: row.clicked_at?.toISOString() ?? null,
    converted_at: row.converted_at?.toISOString() ?? null,
    variant: row.variant,
    opted_out_at: row.opted_out_at?.toISOString() ?? null,
  };
}

/** Each stage has all that came as far, so that none is larger than the one before. */
export function funnelOf(counts: Counts): CampaignAnalytics {
  const seen = sumOf(counts, "message:read", "message:played");
  const delivered = seen + sumOf(counts, "message:delivered");
  const skipped = sumOf(counts, "recipient:skipped") + sumOf(counts, "message:skipped");
  return {
    funnel: {
      audience: sumOf(counts, "recipient"),
      eligible: sumOf(counts, "recipient") - sumOf(counts, "recipient:skipped"),
      sent: sumOf(counts, ...reached) - sumOf(counts, "message:unknown"),
      delivered,
      read: seen,
      replied: sumOf(counts, "replied"),
      failed: sumOf(counts, "message:failed", "message:expired"),
      unknown: sumOf(counts, "message:unknown"),
      skipped,
    },
    waiting: sumOf(counts, "recipient:pending", "recipient:held", ...waiting),
    canceled: sumOf(counts, "recipient:canceled", "message:canceled"),
    opted_out: sumOf(counts, "opted_out"),
    skipped: { ...byCode(counts, "message:skipped"), ...byCode(counts, "recipient:skipped") },
    failed: { ...byCode(counts, "message:failed"), ...byCode(counts, "message:expired") },
  };
}

/** `{opted_out: 12, …}` of those that begin so. */
function byCode(counts: Counts, word: string): Record<string, number> {
  const found = [...counts].filter(([what]) => what.startsWith(`${word}:`));
  return Object.fromEntries(found.map(([what, count]) => [what.slice(word.length + 1), count]));
}
