// People's files in the transport process: each is fetched over the session of the sender it was sent to.

import type { Vault } from "./kernel/crypto.ts";
import type { Database } from "./kernel/db.ts";
import type { LaneSendersDeps } from "./lane-senders.ts";
import { type ClaimedFile, createInboundFiles, type InboundFiles, type MediaStore } from "./media/index.ts";
import { needsSession, openSecrets, readSenderWithKeys } from "./senders/index.ts";
import { canFetchMedia, type Session } from "./transports/transport.ts";

export type InboundFilesDeps = Pick<LaneSendersDeps, "direct" | "holder"> & {
  db: Database;
  vault: Pick<Vault, "open">;
  store: MediaStore;
  /** Those held here: their sessions are here, or may be opened here. */
  shards(): number[];
  newId(): string;
  onError(error: Error): void;
};

export function startInboundFiles(deps: InboundFilesDeps): InboundFiles {
  const { db, store, shards, newId, onError } = deps;
  return createInboundFiles({
    db,
    store,
    shards,
    session: (file) => sessionFor(deps, file),
    newId,
    now: () => new Date(),
    onError,
  });
}

/** A linked phone's is the one that is held; any other is a token, and opened for the file alone. */
async function sessionFor(
  { db, vault, direct, holder }: InboundFilesDeps,
  { tenant_id, mode, sender_id }: ClaimedFile,
): Promise<Session | null> {
  const [sender] = await readSenderWithKeys(db, [tenant_id, mode, sender_id]);
  if (sender === undefined) return null;
  if (needsSession(sender.transport)) {
    const held = holder.session(sender.id);
    return canFetchMedia(held) ? { ...held, close: async () => undefined } : null;
  }
  const transport = direct(sender);
  if (transport === null) return null;
  const { id: senderId, address, config } = sender;
  const secrets = openSecrets(vault, sender);
  return transport.open({ senderId, address, config, secrets }, async () => undefined);
}
