// Files in the control process: what their routes need, and the look at files before a message is accepted.

import type { AttachedConfig } from "../config.ts";
import { checkMessageMedia, type MediaRouteDeps } from "../media/index.ts";
import { capacity } from "../plans/index.ts";
import type { BatchCheck } from "../messaging/index.ts";
import type { House } from "./house.ts";

export function mediaDeps(config: AttachedConfig, house: House): MediaRouteDeps {
  const { app: db, media: store, vault, newId, onError } = house;
  const links = { key: vault.derive("media_link"), publicUrl: config.http.publicUrl };
  const roomForBytes: MediaRouteDeps["roomForBytes"] = (tx, owner, adding) =>
    capacity(tx, owner, "media_bytes", { adding });
  return { db, store, links, newId, now: () => new Date(), onError, roomForBytes };
}

/** A message whose file is not there, or is of another kind, is refused before it is stored. */
export function checkMedia({ app }: Pick<House, "app">): BatchCheck {
  return async (caller, batch) => {
    const messages = batch.map(({ request }) => ({
      message: request.message,
      dueAt: request.send_at === undefined ? new Date() : new Date(request.send_at),
    }));
    const refusals = await checkMessageMedia(app, caller, messages);
    return batch.map((draft, place) => refusals[place] ?? draft);
  };
}
