// Files in the transport process: given to every transport it opens sessions on, and fetched from their providers.

import type { AttachedConfig } from "./config.ts";
import type { Vault } from "./kernel/crypto.ts";
import type { Database } from "./kernel/db.ts";
import { createGuardedFetch, type Guarded } from "./kernel/guarded-fetch.ts";
import { createAddressRule } from "./kernel/public-address.ts";
import { mediaBytesMax, type MediaStore, openLink, openMediaStore, outgoingFilesOf } from "./media/index.ts";
import type { Transport } from "./transports/transport.ts";

export type TransportFiles = {
  store: MediaStore;
  /** The same transport, whose sessions find the files that messages name. */
  provide(transport: Transport): Transport;
  /** What a link in a message leads to: an address of our own is opened here, all others behind the guard. */
  fetchLink: Guarded["fetch"];
  /** For people's files, wherever their provider says they are. */
  download: { fetch: Download; bytesMax: number };
  close(): Promise<void>;
};

type Download = (
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => ReturnType<Guarded["fetch"]>;

export async function openTransportFiles(
  config: AttachedConfig,
  { db, vault }: { db: Database; vault: Pick<Vault, "derive"> },
): Promise<TransportFiles> {
  const store = await openMediaStore({ address: config.media, dataDir: config.dataDir });
  const links = { key: vault.derive("media_link"), publicUrl: config.http.publicUrl };
  const ours = { db, store, links, now: () => new Date() };
  const mayReach = createAddressRule(config.privateNetworks);
  // A chunk more than is kept: what is too large is then seen to be so, and not taken for a broken line.
  const bytesMax = mediaBytesMax + 1024 * 1024;
  const guarded = createGuardedFetch({ mayReach, bytesMax });
  const sandbox = new URL(config.simulator.url);
  // Its own files lie on this machine, where the guard lets nobody.
  const simulated = createGuardedFetch({
    mayReach: () => config.simulator.enabled,
    bytesMax,
    ports: [Number(sandbox.port)],
  });
  return {
    store,
    provide: (transport) => ({
      ...transport,
      open: (account, emit) =>
        transport.open({ ...account, files: outgoingFilesOf(ours, account.senderId) }, emit),
    }),
    fetchLink: async (url, signal) => (await openLink(ours, url)) ?? (await guarded.fetch(url, signal)),
    download: {
      fetch: (url, headers, signal) => {
        const isSimulated = URL.parse(url)?.origin === sandbox.origin;
        return (isSimulated ? simulated : guarded).fetch(url, signal, headers);
      },
      bytesMax: mediaBytesMax,
    },
    close: async () => {
      await Promise.all([guarded.close(), simulated.close(), store.close()]);
    },
  };
}
