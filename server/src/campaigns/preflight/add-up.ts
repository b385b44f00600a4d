// Adds up what was judged page by page: who gets the campaign, who does not and why, and from which number. Pure.

import type { CampaignPreflight } from "@waypost/contract";
import { presentId } from "../../kernel/ids.ts";
import type { Writers } from "../writers.ts";
import type { Group } from "./store/judge.ts";

type Shown = Pick<
  CampaignPreflight,
  "audience" | "eligible" | "skipped" | "held" | "missing" | "also_written_to" | "senders"
>;

/** `eligible`: groups of those who get it. */
export type Sums = { eligible: readonly Group[]; shown: Shown };

/** `whole`: how many there are in all, where only a part was judged: the part then speaks for the rest. */
export function addUp(groups: readonly Group[], writers: Writers, whole: number | null): Sums {
  const judged = sum(groups, "people");
  const scale = whole === null || judged === 0 ? 1 : Math.max(1, whole / judged);
  const all = groups.map((group) => scaled(withLanguage(group, writers), scale));
  const eligible = all.filter(({ reason }) => reason === null);
  const skipped = countBy(all, ({ reason }) => (reason === null ? [] : [reason]));
  const held = { marketing_rest: sum(eligible, "resting"), frequency_cap: sum(eligible, "capped") };
  return {
    eligible,
    shown: {
      audience: sum(all, "people"),
      eligible: sum(eligible, "people"),
      skipped,
      held: Object.fromEntries(Object.entries(held).filter(([, count]) => count > 0)),
      missing: countBy(all, ({ missing }) => missing),
      also_written_to: sum(eligible, "elsewhere"),
      senders: [...Map.groupBy(eligible, ({ sender_id }) => sender_id)].map(([id, of]) => ({
        sender: presentId("snd", id),
        people: sum(of, "people"),
        never_written_to: sum(of, "strangers"),
        never_wrote: sum(of, "never_wrote"),
        outside_window: sum(of, "outside_window"),
      })),
    },
  };
}

type Figure = "people" | "strangers" | "never_wrote" | "outside_window" | "elsewhere" | "resting" | "capped";

export function sum(groups: readonly Group[], of: Figure): number {
  return groups.reduce((total, group) => total + group[of], 0);
}

/** Whom the template has no language for is found out when their message is written. */
function withLanguage(group: Group, writers: Writers): Group {
  const { reason, sender_id, language } = group;
  const writer = writers.of(group);
  if (reason !== null || writer === null || writer.problem !== null) return group;
  const written = writer.write({ contactId: sender_id, language, variables: null });
  return !written.ok && written.reason === "no_language" ? { ...group, reason: "no_language" } : group;
}

function scaled(group: Group, scale: number): Group {
  if (scale === 1) return group;
  const figures = [
    "people",
    "strangers",
    "never_wrote",
    "outside_window",
    "elsewhere",
    "resting",
    "capped",
  ] as const;
  const larger = figures.map((name) => [name, Math.round(group[name] * scale)]);
  return { ...group, ...Object.fromEntries(larger) };
}

function countBy(
  groups: readonly Group[],
  namesOf: (group: Group) => readonly string[],
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const group of groups)
    for (const name of namesOf(group)) counts.set(name, (counts.get(name) ?? 0) + group.people);
  return Object.fromEntries(counts);
}
