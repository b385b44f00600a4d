// A campaign in words: how it stands, how far its people have come, and what it waits for. Pure.
import type { CampaignAnalytics, CampaignResource } from "@waypost/contract";
import { count } from "../send/csv-words.ts";
import { inColumns } from "../terminal/columns.ts";

export type Shown = Pick<
  CampaignResource,
  "id" | "name" | "status" | "starts_at" | "launched_at" | "finished_at" | "paused" | "brake"
>;

export function sayCampaign(campaign: Shown, analytics: CampaignAnalytics): string[] {
  return [...sayStanding(campaign), ...sayFunnel(analytics)];
}

/** Its name and state, and why it does not move. */
export function sayStanding(campaign: Shown): string[] {
  const { id, name, status, starts_at, launched_at, finished_at, paused, brake } = campaign;
  const times: Readonly<Record<string, string | null>> = {
    scheduled: starts_at && `for ${starts_at}`,
    running: launched_at && `launched ${launched_at}`,
    finished: finished_at,
    canceled: finished_at,
  };
  const time = times[status];
  const lines = [`${id}  ${name}: ${status}${time ? ` (${time})` : ""}`];
  if (status === "paused" && paused !== null) {
    const by = paused.by === null ? "" : ` by ${paused.by}`;
    lines.push(`  paused since ${paused.at}${by}: ${paused.detail} (${paused.code})`);
  }
  if (status === "running" && brake !== null) {
    const until = brake.until === null ? "" : `, until ${brake.until}`;
    lines.push(`  waits: ${brake.detail} (${brake.code}${until})`);
  }
  return lines;
}

function sayFunnel({ funnel, waiting, canceled, opted_out, skipped, failed }: CampaignAnalytics): string[] {
  const { audience, eligible, sent, delivered, read, replied, unknown } = funnel;
  const rows: [label: string, number: number, more: string][] = [
    ["people", audience, ""],
    ["left out", funnel.skipped, byCode(skipped)],
    ["waiting", waiting, ""],
    ["sent", sent, shareOf(sent, eligible)],
    ["delivered", delivered, shareOf(delivered, sent)],
    ["read", read, shareOf(read, sent)],
    ["replied", replied, shareOf(replied, sent)],
    ["failed", funnel.failed, byCode(failed)],
    ["in doubt", unknown, ""],
    ["canceled", canceled, ""],
    ["opted out", opted_out, ""],
  ];
  const always = new Set(["people", "waiting", "sent", "delivered", "read"]);
  const shown = rows.filter(([label, number]) => number > 0 || always.has(label));
  const width = Math.max(...shown.map(([, number]) => count(number).length));
  return inColumns(shown.map(([label, number, more]) => [`  ${label}`, count(number).padStart(width), more]));
}

function shareOf(part: number, whole: number): string {
  return whole === 0 ? "" : `${((part / whole) * 100).toFixed(1)} %`;
}

function byCode(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, number]) => `${code} ${count(number)}`)
    .join(", ");
}
