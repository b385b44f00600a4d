// What is new between two looks at the list of messages, and how far back the next look must go.
import type { MessageResource, MessageStatus } from "@waypost/contract";

export type Watch = {
  /** What was last seen of the messages the next look will meet again. */
  known: ReadonlyMap<string, MessageStatus>;
  /** Where the next look begins; nothing before the first. */
  since: string | null;
  /**
   * The oldest message of the first look. A look begins at a millisecond, in which older ones may have been
   * made.
   */
  floor: string;
};

export const beforeFirstLook: Watch = { known: new Map(), since: null, floor: "" };

/** `listed` are newest first, as the list gives them; the changes come in the order they happened. */
export function changesIn(
  { known, since, floor }: Watch,
  listed: readonly MessageResource[],
): { changes: MessageResource[]; next: Watch } {
  const messages = listed.filter(({ id }) => id >= floor);
  const changes = messages
    .filter(({ id, status }) => known.get(id) !== status)
    .toSorted((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at));
  const [newest] = messages;
  if (newest === undefined) return { changes, next: { known, since: since ?? beginning, floor } };
  const horizon = Date.parse(newest.created_at) - watchedMs;
  const watched = messages.filter(
    (message) => !ended.has(message.status) && Date.parse(message.created_at) > horizon,
  );
  const from = (watched.at(-1) ?? newest).created_at;
  const met = messages.filter(({ created_at }) => created_at >= from);
  return {
    changes,
    next: {
      known: new Map(met.map(({ id, status }) => [id, status])),
      since: from,
      floor: since === null ? (messages.at(-1)?.id ?? floor) : floor,
    },
  };
}

/** An installation without messages: whatever comes is new. */
const beginning = "1970-01-01T00:00:00Z";

/** A receipt that comes later than this after the message is not shown, so that looks stay small. */
const watchedMs = 10 * 60_000;

const ended: ReadonlySet<MessageStatus> = new Set([
  "read",
  "played",
  "failed",
  "expired",
  "canceled",
  "skipped",
]);
