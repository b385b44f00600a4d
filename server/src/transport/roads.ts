// Which transport a sender's messages take, made once for the process.

import { type LimitGuard, withMessagingLimit } from "../accounts/index.ts";
import type { AttachedConfig } from "../config.ts";
import { createGatewayTransports } from "../gateway-transports.ts";
import { graphOriginsOf } from "../graph-origins.ts";
import type { Log } from "../kernel/log.ts";
import type { LaneSendersDeps } from "../lane-senders.ts";
import { createLinkedTransports } from "../linked-transports.ts";
import type { TransportFiles } from "../transport-files.ts";
import { createCloudApiTransport } from "../transports/cloud-api/index.ts";

/** The sandbox is the Cloud API against WhatsApp on localhost: the same driver, allowed to reach one more server. */
export function createTransports(
  config: AttachedConfig,
  log: Log,
  files: TransportFiles,
  guard: LimitGuard,
): Pick<LaneSendersDeps, "direct" | "linked"> {
  const graph = createCloudApiTransport({ graphOrigins: graphOriginsOf(config), download: files.download });
  const limited = withMessagingLimit(graph, guard);
  const cloudApi = files.provide(limited);
  const gateways = createGatewayTransports(config, files);
  const web = createLinkedTransports(config, log, files);
  return {
    direct: (sender) => {
      const isCloudApi = sender.transport === "cloud_api" || sender.transport === "sandbox";
      return isCloudApi ? cloudApi : gateways(sender);
    },
    linked: async (sender) => (sender.transport === "whatsapp_web" ? web(sender) : gateways(sender)),
  };
}
