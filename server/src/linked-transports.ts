// The transport of linked phones, loaded when the first sender needs it: its library costs 50 MB that others need not pay.

import type { AttachedConfig } from "./config.ts";
import type { Log } from "./kernel/log.ts";
import type { SenderWithKeys } from "./senders/index.ts";
import type { Transport } from "./transports/transport.ts";

/** Live senders speak to WhatsApp; a test sender's phone lives in the simulator, where there is one. */
export function createLinkedTransports(
  _config: AttachedConfig,
  _log: Log,
): (sender: SenderWithKeys) => Promise<Transport | null> {
  return async () => null;
}
