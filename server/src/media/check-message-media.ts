// Checks that the files messages name are there and fit, all of a batch at once, and keeps them until they are sent.

import { type MediaPlace, mediaPlaces, type MessageObject } from "@waypost/contract";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import type { Caller } from "../kernel/route.ts";
import { mediaNotFound } from "./serve-media.ts";
import { type UsedMedia, useMedia } from "./store.ts";
import { fits, whatsappType } from "./whatsapp-types.ts";

/** `dueAt`: when it may leave at the earliest. Its files are kept for 30 days from then. */
export type MessageWithMedia = { message: MessageObject; dueAt: Date };

/**
 * For each message why it cannot be accepted, or null. Ids of a provider's own are none of ours and pass; without one
 * of ours the database is not asked.
 */
export async function checkMessageMedia(
  db: Pick<Database, "asTenants">,
  { tenantId, mode }: Pick<Caller, "tenantId" | "mode">,
  messages: readonly MessageWithMedia[],
): Promise<(AppError | null)[]> {
  const wanted = messages.map(({ message, dueAt }) => ({ places: ownPlaces(message), dueAt }));
  const uses = wanted.flatMap(({ places, dueAt }) =>
    places.flatMap(({ uuid }) => (uuid === null ? [] : [{ uuid, dueAt }])),
  );
  const rows =
    uses.length === 0
      ? []
      : await db.asTenants([tenantId], (tx) =>
          useMedia(tx, [tenantId, mode, uses.map(({ uuid }) => uuid), uses.map(({ dueAt }) => dueAt)]),
        );
  const found = new Map(rows.map((row) => [row.id, row]));
  return wanted.map(({ places }) => {
    for (const place of places) {
      const refusal = refusalOf(place, found);
      if (refusal !== null) return refusal;
    }
    return null;
  });
}

type OwnPlace = MediaPlace & { uuid: string | null };

function ownPlaces(message: MessageObject): OwnPlace[] {
  return mediaPlaces(message).flatMap((place) => {
    const { id } = place.media;
    return id?.startsWith("med_") ? [{ ...place, uuid: parseId("med", id) }] : [];
  });
}

function refusalOf({ path, kind, uuid }: OwnPlace, found: ReadonlyMap<string, UsedMedia>): AppError | null {
  const row = uuid === null ? undefined : found.get(uuid);
  const at = `${path}/id`;
  if (row === undefined) return mediaNotFound(at);
  if (fits(row.mime_type, kind)) return null;
  const type = whatsappType(row.mime_type);
  if (type === null) {
    return new AppError("media_type_not_allowed", `WhatsApp does not carry ${row.mime_type}.`, {
      errors: [{ path: at, message: "is of a type that WhatsApp does not carry" }],
    });
  }
  return new AppError("media_wrong_kind", `The file is ${row.mime_type}: send it as ${type.kind}.`, {
    errors: [{ path: at, message: `names a file of kind ${type.kind}` }],
  });
}
