// Files of ours in a message: found in it, and put in the words of a provider that takes links or names of its own.

import { type MediaPlace, mediaPlaces, type MessageObject } from "@waypost/contract";
import type { Outcome, OutgoingFile, OutgoingFiles, OutgoingMessage } from "../transport.ts";

/** What comes of it, or the message as the provider takes it. */
export type Prepared = { kind: "ready"; message: OutgoingMessage } | { kind: "ended"; outcome: Outcome };

/** The ids of ours in it, each once; others are a provider's. */
export function ownIds(message: MessageObject): string[] {
  return [...new Set(mediaPlaces(message).flatMap(({ media }) => (isOwn(media.id) ? [media.id] : [])))];
}

/** For providers that fetch files by themselves, and for drivers that have them fetched. */
export async function withLinks(
  files: OutgoingFiles | undefined,
  outgoing: OutgoingMessage,
): Promise<Prepared> {
  const ids = ownIds(outgoing.message);
  if (ids.length === 0) return { kind: "ready", message: outgoing };
  try {
    const found = await Promise.all(ids.map(async (id) => [id, (await files?.find(id)) ?? null] as const));
    const byId = new Map(found);
    if (found.some(([, file]) => file === null)) return { kind: "ended", outcome: fileGone };
    return { kind: "ready", message: replaceFiles(outgoing, (place) => linked(place, byId)) };
  } catch {
    return { kind: "ended", outcome: storeAway };
  }
}

function linked({ kind, media }: MediaPlace, files: ReadonlyMap<string, OutgoingFile | null>): void {
  const file = files.get(media.id ?? "");
  if (!file) return;
  delete media.id;
  media.link = file.link;
  // The link's own last part is no name for people.
  if (kind === "document" && file.filename !== null) media.filename ??= file.filename;
}

/** `replace` changes the place's media, which is a copy's. */
export function replaceFiles(
  outgoing: OutgoingMessage,
  replace: (place: MediaPlace) => void,
): OutgoingMessage {
  const message = structuredClone(outgoing.message);
  for (const place of mediaPlaces(message)) if (isOwn(place.media.id)) replace(place);
  return { ...outgoing, message };
}

function isOwn(id: string | undefined): id is string {
  return id?.startsWith("med_") === true;
}

export const fileGone: Outcome = {
  kind: "refused",
  error: {
    code: "media_not_found",
    providerCode: null,
    detail: "A file of the message has expired or was deleted.",
  },
};

/** Nothing was asked of the provider, and nothing is wrong with the message. */
export const storeAway: Outcome = {
  kind: "later",
  error: {
    code: "media_store_unavailable",
    providerCode: null,
    detail: "The file store could not be reached; the message did not leave.",
  },
  scope: "message",
  afterMs: 5_000,
  counts: true,
};
