// Checks of whole senders: who is let go on stays so, and a provider that hangs is not handed message after message.

import { Violation } from "../journal.ts";

export type SenderChecks = {
  /** A message is handed to the provider by one owner of the sender's lane; `node` names that owner's life. */
  sent(lane: LaneName, at: number): void;
  /** The provider has answered for one, either way. */
  answered(lane: LaneName): void;
  /** It says that the sender must stop, to an attempt that began then. */
  refused(sender: string, startedAt: number): void;
  paused(sender: string): void;
  lifted(sender: string, at: number): void;
};

export type LaneName = { node: string; sender: string };

/** Written down here once more: doubts in a row before the lane stops, and how long it does at least. */
const doubtsMax = 5;
const pauseMs = 4_000;
/** Login codes may be in flight beyond the lane's places. */
const overdraft = 5;

export function createSenderChecks(inFlightMax: number): SenderChecks {
  const unanswered = new Map<string, number[]>();
  const refusedAt = new Map<string, number>();
  const liftedAt = new Map<string, number>();
  const nameOf = ({ node, sender }: LaneName): string => `${node} ${sender}`;
  return {
    sent: (lane, at) => {
      const name = nameOf(lane);
      const before = unanswered.get(name) ?? [];
      unanswered.set(name, [...before, at]);
      const last = before.at(-1) ?? Number.NEGATIVE_INFINITY;
      if (before.length >= doubtsMax + inFlightMax + overdraft && at - last < pauseMs)
        throw new Violation(
          "I21",
          `the provider hangs and is handed message ${before.length + 1} of a sender`,
        );
    },
    answered: (lane) => void unanswered.delete(nameOf(lane)),
    refused: (sender, startedAt) =>
      void refusedAt.set(sender, Math.max(startedAt, refusedAt.get(sender) ?? startedAt)),
    paused: (sender) => {
      const [asked, lifted] = [refusedAt.get(sender), liftedAt.get(sender)];
      if (asked === undefined) throw new Violation("I22", "a sender is paused that nobody has refused");
      if (lifted !== undefined && asked < lifted)
        throw new Violation("I22", "a person's word is undone by an attempt from before it");
    },
    lifted: (sender, at) => void liftedAt.set(sender, at),
  };
}
