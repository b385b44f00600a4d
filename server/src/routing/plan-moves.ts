// Which waiting messages go another way: out of which lanes, and where to. Pure, but for the counts of what waits.

import { presentId } from "../kernel/ids.ts";
import { classOf, type Movable, type Move } from "../messaging/index.ts";
import { chooseRoad } from "./choose-road.ts";
import { type Facts, type SenderFacts, waitSeconds } from "./facts.ts";
import type { Policy } from "./policy.ts";
import { refusalOf, standingRefusal } from "./refusal.ts";
import { messageFacts, routedOf, templateOf } from "./route-messages.ts";

/** Which end of a lane messages may be taken from; null when they stay. */
export function mayMoveFrom(
  policy: Policy,
  sender: SenderFacts | undefined,
  now: Date,
): "head" | "tail" | null {
  if (sender === undefined) return "head";
  if (standingRefusal(policy, sender) !== null || lacksTemplates(sender)) return "head";
  const { throttledAfterSeconds: most } = policy;
  return most !== null && waitSeconds(sender.pace, "marketing", now) > most ? "tail" : null;
}

/** Some of what waits there may not be sent any more. */
function lacksTemplates({ templates }: SenderFacts): boolean {
  if (templates === null) return false;
  return [...templates.statuses.values()].some((each) =>
    [...each.values()].some((one) => one !== "APPROVED"),
  );
}

/** What is known when one person's messages are judged. */
export type Known = Omit<Facts, "message">;

/**
 * The moves of one person's messages out of one lane. All are judged by the same facts; then they are counted where
 * they go, so that no lane is filled beyond what its policy lets wait.
 */
export function planMoves(group: readonly Movable[], policy: Policy, known: Known): Move[] {
  const moving = group.flatMap((waiting) => {
    const move = moveOf(waiting, policy, known);
    return move === null ? [] : [{ waiting, move }];
  });
  for (const { waiting, move } of moving) {
    const place = classOf[waiting.category];
    const [left, entered] = [known.senders.get(move.sender_id), known.senders.get(move.to_sender)];
    if (left !== undefined) left.pace.waiting[place] -= 1;
    if (entered !== undefined) entered.pace.waiting[place] += 1;
  }
  return moving.map(({ move }) => move);
}

/** Null when it stays: nothing speaks against its sender, or no other can take it now. */
function moveOf(waiting: Movable, policy: Policy, known: Known): Move | null {
  const { tenant_id, id, sender_id, recipient, tries, category, body } = waiting;
  const about = { category, type: body.type, template: templateOf(body), recipient, sendAt: undefined };
  const facts = { ...known, message: messageFacts(policy, about, known.now) };
  const refusal = refusalOf(policy, facts, sender_id);
  const decision = chooseRoad(policy, facts, recipient);
  const { chosen, waits } = decision;
  if (refusal === null || chosen === null || waits || chosen === sender_id) return null;
  const detail = { ...routedOf(decision, policy), from: presentId("snd", sender_id), code: refusal.code };
  return { tenant_id, id, sender_id, recipient, tries, to_sender: chosen, detail };
}
