// What a session of Meta's own Cloud API can do besides sending: read receipts and the number's block list.

import type { Account, Asked, BlockList, ReadReceipts, Session } from "../../transport.ts";
import { readBlocked, writeBlocked } from "./block-list.ts";
import type { Graph, GraphLine, GraphPlace } from "./line.ts";
import { markRead } from "./read-receipt.ts";

export function withErrands(
  session: Session,
  graph: Graph,
  account: Account,
): Session & ReadReceipts & BlockList {
  const place = graph.placeOf(account);
  const ask = async <T>(
    signal: AbortSignal,
    errand: (line: GraphLine, place: GraphPlace) => Promise<Asked<T>>,
  ): Promise<Asked<T>> =>
    place.ok ? await errand(graph.line(place.value, signal), place.value) : { ok: false, error: place.error };
  return {
    ...session,
    markRead: async (message, signal) =>
      place.ok ? await markRead(graph.line(place.value, signal), place.value, message) : place.error,
    listBlocked: (after, signal) => ask(signal, (line, at) => readBlocked(line, at, after)),
    setBlocked: (people, blocked, signal) =>
      ask(signal, (line, at) => writeBlocked(line, at, { people, blocked })),
  };
}
