// Puts off marketing to people Meta has withheld some from: it is accepted, and due when they may have it again.

import { marketingRestsOf } from "../accounts/index.ts";
import type { BatchCheck, Draft } from "../messaging/index.ts";
import type { House } from "./house.ts";

/** Whoever asks sees it by `send_at`; on whatever road, because it is the person who has had enough. */
export function checkMarketingRests({ app }: Pick<House, "app">, now: () => Date): BatchCheck {
  return async ({ tenantId }, batch) => {
    const people = batch.filter(isMarketing).map(({ recipient }) => recipient);
    if (people.length === 0) return batch;
    const rests = await app.asTenants([tenantId], (tx) =>
      marketingRestsOf(tx, tenantId, [...new Set(people)], now()),
    );
    return rests.size === 0 ? batch : batch.map((draft) => putOff(draft, rests.get(draft.recipient)));
  };
}

function isMarketing({ request }: Draft): boolean {
  return request.category === "marketing";
}

function putOff(draft: Draft, until: Date | undefined): Draft {
  if (until === undefined || !isMarketing(draft)) return draft;
  const { send_at: wanted } = draft.request;
  if (wanted !== undefined && new Date(wanted) >= until) return draft;
  return { ...draft, request: { ...draft.request, send_at: until.toISOString() } };
}
