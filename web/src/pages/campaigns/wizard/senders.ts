// Which numbers a campaign leaves from, and how the people are dealt out to them. Pure.
import type { Campaign } from "../figures.ts";
import type { Made } from "./content.ts";

export type SenderChoice = {
  senders: string[];
  /** By sender; empty or missing: 1. */
  weights: Record<string, number | string>;
};

/** The API takes no more. */
export const weightMax = 1_000;

/** None: the default number. */
export function fromOf({ senders, weights }: SenderChoice): Pick<Made, "from"> {
  const from = senders.map((sender) => {
    const weight = weightOf(weights[sender]);
    return weight === 1 ? sender : { sender, weight };
  });
  return from.length === 0 ? {} : { from };
}

export function sendersOf({ from }: Pick<Campaign, "from">): SenderChoice {
  const weighty = from.filter(({ weight }) => weight !== 1);
  return {
    senders: from.map(({ sender }) => sender),
    weights: Object.fromEntries(weighty.map(({ sender, weight }) => [sender, weight])),
  };
}

/** Of all people, from 0 to 1. */
export function shareOf({ senders, weights }: SenderChoice, sender: string): number {
  const all = senders.reduce((sum, each) => sum + weightOf(weights[each]), 0);
  return weightOf(weights[sender]) / all;
}

function weightOf(given: number | string | undefined): number {
  const weight = Math.round(Number(given));
  return weight >= 1 ? Math.min(weight, weightMax) : 1;
}
