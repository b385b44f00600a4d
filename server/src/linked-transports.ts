// The transport of linked phones, loaded when the first sender needs it: its library costs memory others need not pay.

import type { AttachedConfig } from "./config.ts";
import { createGuardedFetch } from "./kernel/guarded-fetch.ts";
import type { Log } from "./kernel/log.ts";
import { createAddressRule } from "./kernel/public-address.ts";
import { askSimulator } from "./sandbox-numbers.ts";
import type { SenderWithKeys } from "./senders/index.ts";
import type { Transport } from "./transports/transport.ts";

/** WhatsApp's largest kind, a document (Cloud API, "Supported media types"; the app allows more). */
const mediaBytesMax = 100 * 1024 * 1024;

/**
 * Live senders speak to WhatsApp; a test sender's phone lives in the simulator, where there is one. One process can do
 * only one of the two, because Baileys trusts a single root certificate: the first sender that is opened decides, and
 * those of the other world are left to another process.
 */
export function createLinkedTransports(
  config: AttachedConfig,
  log: Log,
): (sender: SenderWithKeys) => Promise<Transport | null> {
  let world: "live" | "test" | null = null;
  let transport: Promise<Transport> | null = null;
  return async ({ mode }) => {
    if (mode === "test" && !config.simulator.enabled) return null;
    if (world !== null && world !== mode) {
      log.warn(`a ${mode} WhatsApp Web sender waits: this process holds ${world} ones`);
      return null;
    }
    world = mode;
    transport ??= load(config, log, mode);
    return transport.catch((error: unknown) => {
      // The simulator may not be up yet; the next look tries again.
      world = null;
      transport = null;
      log.warn("WhatsApp Web could not be loaded", { error });
      return null;
    });
  };
}

async function load(config: AttachedConfig, log: Log, mode: "live" | "test"): Promise<Transport> {
  const { createWhatsAppWebTransport } = await import("./transports/whatsapp-web/index.ts");
  const media = createGuardedFetch({
    mayReach: createAddressRule(config.privateNetworks),
    bytesMax: mediaBytesMax,
  });
  const shared = {
    fetchMedia: media.fetch,
    log: (level: "warn" | "error", text: string) => log[level](text),
  };
  if (mode === "live") return createWhatsAppWebTransport({ ...shared, production: true });
  const endpoint = await sandboxEndpoint(config.simulator.port);
  return createWhatsAppWebTransport({ ...shared, production: false, endpoint });
}

/** What the simulator says a WhatsApp Web client of its network needs. */
async function sandboxEndpoint(
  port: number,
): Promise<{ webSocketUrl: string; rootKey: Uint8Array; ca: string }> {
  const { web } = (await askSimulator(`http://127.0.0.1:${port}`, "config")) as {
    web: { url: string; certificate_root: string; media_certificate: string };
  };
  return {
    webSocketUrl: web.url,
    rootKey: Buffer.from(web.certificate_root, "base64"),
    ca: web.media_certificate,
  };
}
