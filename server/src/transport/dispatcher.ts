// The dispatcher of this process: its lanes, whom they belong to, and what is told of their senders and templates.

import { systemClock } from "../kernel/clock.ts";
import { createLaneSenders, type LaneSendersDeps } from "../lane-senders.ts";
import { createDispatcher, createLaneStore, type Dispatcher, type SentCounts } from "../messaging/index.ts";
import { pauseUnchangedSender } from "../senders/index.ts";
import type { Holder } from "../sessions/index.ts";
import type { RefusalNotes } from "../templates/index.ts";
import type { House } from "./house.ts";

type Parts = {
  transports: Pick<LaneSendersDeps, "direct" | "linked">;
  holder: Holder;
  refusals: RefusalNotes;
  sent: SentCounts;
};

export function openDispatcher(
  { db, vault, evidence, plans, onError, parts }: House,
  { transports, holder, refusals, sent }: Parts,
): Dispatcher {
  const now = (): Date => parts.node?.now() ?? new Date();
  return createDispatcher({
    store: createLaneStore(db, evidence),
    clock: systemClock,
    // While draining there is no new claim, also when a lane is opened meanwhile.
    node: {
      id: () => (parts.draining ? null : (parts.node?.id() ?? null)),
      mayWork: () => parts.node?.mayWork() ?? false,
      now,
    },
    readSenders: createLaneSenders({ db, vault, ...transports, holder, plans, now }),
    pauseSender: async ({ tenantId, id, version }, reason) =>
      (await pauseUnchangedSender(db, [tenantId, id, reason, version])).length > 0,
    noteRefusal: ({ sender_id: senderId, body }, { code, detail }, at) => {
      if (body.type !== "template") return;
      const { name, language } = body.template;
      const spoken = typeof language === "string" ? language : language.code;
      refusals.note({ senderId, name, language: spoken, code, detail, at });
    },
    took: sent.took,
    onError,
    counters: countNothing,
  });
}

const countNothing = { claimed: () => undefined, settled: () => undefined, stale: () => undefined };
