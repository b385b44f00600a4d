// The transports of linked phones, loaded when the first sender needs one: their library costs memory others
// need not pay.

import type { AttachedConfig } from "./config.ts";
import type { Log } from "./kernel/log.ts";
import { createAddressRule } from "./kernel/public-address.ts";
import { askSimulator } from "./sandbox-numbers.ts";
import type { SenderWithKeys } from "./senders/index.ts";
import type { TransportFiles } from "./transport-files.ts";
import type { Transport } from "./transports/transport.ts";

export type LinkedFiles = Pick<TransportFiles, "provide" | "fetchLink" | "download">;

/**
 * Live senders speak to WhatsApp; a test sender's phone lives in the simulator, where there is one. One
 * process holds both, each with a transport of its own: which server a connection trusts is settled when it
 * is opened.
 */
export function createLinkedTransports(
  config: AttachedConfig,
  log: Log,
  files: LinkedFiles,
): (sender: Pick<SenderWithKeys, "mode">) => Promise<Transport | null> {
  const transports = new Map<"live" | "test", Promise<Transport>>();
  return async ({ mode }) => {
    if (mode === "test" && !config.simulator.enabled) return null;
    const transport = transports.get(mode) ?? load(config, { log, files }, mode);
    transports.set(mode, transport);
    return transport.catch((error: unknown) => {
      // The simulator may not be up yet; the next look tries again.
      if (transports.get(mode) === transport) transports.delete(mode);
      log.warn("WhatsApp Web could not be loaded", { error });
      return null;
    });
  };
}

async function load(
  config: AttachedConfig,
  { log, files }: { log: Log; files: LinkedFiles },
  mode: "live" | "test",
): Promise<Transport> {
  const { createWhatsAppWebTransport } = await import("./transports/whatsapp-web/index.ts");
  const mayReach = createAddressRule(config.privateNetworks);
  const shared = {
    fetchMedia: files.fetchLink,
    mayReachProxy: mayReach,
    fileBytesMax: files.download.bytesMax,
    log: (level: "warn" | "error", text: string) => log[level](text),
  };
  if (mode === "live") return files.provide(createWhatsAppWebTransport({ ...shared, production: true }));
  const endpoint = await sandboxEndpoint(config.simulator.url);
  return files.provide(createWhatsAppWebTransport({ ...shared, production: false, endpoint }));
}

/** What the simulator says a WhatsApp Web client of its network needs. */
async function sandboxEndpoint(
  simulatorUrl: string,
): Promise<{ webSocketUrl: string; rootKey: Uint8Array; ca: string }> {
  const { web } = (await askSimulator(simulatorUrl, "config")) as {
    web: { url: string; certificate_root: string; media_certificate: string };
  };
  return {
    webSocketUrl: web.url,
    rootKey: Buffer.from(web.certificate_root, "base64"),
    ca: web.media_certificate,
  };
}
