// Reads a whole file before anything is sent: how many rows are good, why the others are not, what a text
// looks like.

import { type MessageObject, parseSendMessage } from "@waypost/contract";
import { Refusal } from "../kernel/refusal.ts";
import type { Good } from "./judge-rows.ts";
import { judgeRows, messageFor, type Plan } from "./plan.ts";
import type { RejectsFile } from "./rejects-file.ts";

export type Check = {
  rows: number;
  good: number;
  rejected: Readonly<Record<string, number>>;
  /** The first good row's. */
  sample: { to: string; message: MessageObject } | null;
};

export async function checkFile(plan: Plan, rejects: RejectsFile): Promise<Check> {
  const rejected: Record<string, number> = {};
  const check: Check = { rows: 0, good: 0, rejected, sample: null };
  for await (const judgements of judgeRows(plan)) {
    for (const judgement of judgements) {
      if (judgement === "empty") continue;
      check.rows += 1;
      if ("good" in judgement) {
        check.good += 1;
        check.sample ??= takeSample(plan, judgement.good);
        continue;
      }
      const { rejection } = judgement;
      rejected[rejection.reason] = (rejected[rejection.reason] ?? 0) + 1;
      await rejects.add(rejection);
    }
  }
  return check;
}

/** What the API would refuse in the first message, an option mostly, it would refuse in every one. */
function takeSample(plan: Plan, good: Good): NonNullable<Check["sample"]> {
  const parsed = parseSendMessage(messageFor(plan, good));
  if (parsed.ok) return { to: good.to, message: good.message };
  const flaws = parsed.errors.map(({ path, message }) => `${path.slice(1)} ${message}`);
  throw new Refusal(`The messages cannot be sent: ${flaws.join("; ")}.`);
}
