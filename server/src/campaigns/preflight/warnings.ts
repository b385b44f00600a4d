// What somebody should know before they launch, though nothing forbids it. Pure.

import type { CampaignPreflight } from "@waypost/contract";
import { presentId } from "../../kernel/ids.ts";
import type { CampaignRow } from "../store/campaign.ts";
import type { Sums } from "./add-up.ts";
import type { NumberStanding } from "./number.ts";

type Noted = CampaignPreflight["warnings"][number];

export type Warned = {
  campaign: Pick<CampaignRow, "content" | "senders">;
  numbers: readonly NumberStanding[];
  sums: Sums;
  cost: CampaignPreflight["cost"];
  duration: CampaignPreflight["duration"];
};

export function warningsOf(warned: Warned): Noted[] {
  const { campaign, numbers, sums, cost, duration } = warned;
  const { shown } = sums;
  const there = new Set(numbers.map(({ id }) => id));
  const gone = campaign.senders.filter(({ id }) => !there.has(id));
  const missing = Object.entries(shown.missing).map(([name, count]) => `${name} (${count})`);
  return [
    ...gone.map(({ id }) => ({
      code: "sender_deleted",
      detail: `${presentId("snd", id)} is not there any more.`,
    })),
    ...numbers.flatMap(({ name, troubles }) =>
      troubles.map(({ code, detail }) => ({ code, detail: `${name}: ${detail}` })),
    ),
    ...numbers.flatMap((number) => ofPeople(warned, number)),
    ...noted(missing.length > 0, "missing_variable", `People have no text for ${missing.join(", ")}.`),
    ...noted(
      shown.also_written_to > 0,
      "overlapping_campaigns",
      `${shown.also_written_to} people have another campaign within these seven days.`,
    ),
    ...noted(
      cost.unpriced_people > 0,
      "unpriced",
      `No rate card says what messages to ${cost.unpriced_people} people cost.`,
    ),
    ...noted(
      duration.ends_at === null,
      "no_end",
      "A number is paused for as long as nobody resumes it, or it would take more than a year.",
    ),
  ];
}

/** A phone that writes to this share of strangers is what WhatsApp looks for. */
const coldShare = 0.3;

function ofPeople({ campaign, sums }: Warned, { id, name, isPhone }: NumberStanding): Noted[] {
  const mine = sums.shown.senders.find(({ sender }) => sender === presentId("snd", id));
  if (mine === undefined || mine.people === 0) return [];
  if (isPhone) {
    const percent = Math.round((mine.never_written_to * 100) / mine.people);
    const detail = `${name} has never written to ${percent} % of its people; WhatsApp bans phones for that.`;
    return noted(mine.never_written_to > mine.people * coldShare, "cold_audience", detail);
  }
  const detail =
    `${mine.outside_window} people have not written to ${name} within 24 hours; ` +
    "WhatsApp takes nothing but templates for them.";
  return noted(campaign.content.template === null && mine.outside_window > 0, "outside_window", detail);
}

function noted(isSo: boolean, code: string, detail: string): Noted[] {
  return isSo ? [{ code, detail }] : [];
}
