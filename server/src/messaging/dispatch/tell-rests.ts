// Tells what lanes rest for, so that a waiting message can say why it waits.

import type { Hold } from "./protected-lane.ts";
import type { State, Working } from "./state.ts";

/** One statement for all lanes, and only for what is new; a rest that ended early is news as well. */
export async function tellRests(state: State): Promise<void> {
  const now = state.deps.node.now();
  const news = [...state.lanes.values()].flatMap((lane) => {
    const rest = currentRest(lane, now);
    const isTold = rest === null ? lane.restTold <= now.getTime() : rest.until.getTime() === lane.restTold;
    return isTold ? [] : [{ lane, rest: rest ?? { until: now, reason: over } }];
  });
  if (news.length === 0) return;
  await state.deps.store.writeRests(
    news.map(({ lane, rest }) => restRow(lane.tenantId, lane.senderId, rest)),
  );
  for (const { lane, rest } of news) lane.restTold = rest.until.getTime();
}

function currentRest({ guard, silent, capped }: Working, now: Date): Hold | null {
  const rest = silent ?? capped ?? guard?.held ?? guard?.pause?.hold ?? null;
  return rest !== null && rest.until > now ? rest : null;
}

const over: Hold["reason"] = { code: "cadence", text: "rests no more" };

function restRow(tenantId: string, senderId: string, { until, reason }: Hold) {
  return { tenant_id: tenantId, sender_id: senderId, until: until.toISOString(), ...reason };
}
