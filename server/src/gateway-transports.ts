// The transports over programs and services of others: WAHA, WasenderApi, 360dialog. Live senders reach the real
// ones; what a test sender reaches is the simulator in their place, and nothing else.

import type { TransportName } from "@waypost/contract";
import type { AttachedConfig } from "./config.ts";
import { checkUrl, guardedConnector, UrlRefusedError } from "./kernel/guarded-fetch.ts";
import { presentId } from "./kernel/ids.ts";
import { createAddressRule } from "./kernel/public-address.ts";
import type { Mode } from "./kernel/route.ts";
import { createDialog360Transport } from "./transports/dialog360/index.ts";
import type { TransportFiles } from "./transport-files.ts";
import type { Transport } from "./transports/transport.ts";
import { createWahaTransport, type WahaDeps } from "./transports/waha/index.ts";
import { createWasenderTransport } from "./transports/wasender/index.ts";

/** WAHA's own (waha-docs, how-to/install); behind a proxy it has one of the web's. */
const wahaPorts = [3000];

export type GatewayFiles = Pick<TransportFiles, "provide" | "download">;

/** Null for other transports, and for test senders where there is no simulator. */
export function createGatewayTransports(
  config: AttachedConfig,
  files: GatewayFiles,
): (sender: { transport: TransportName; mode: Mode }) => Transport | null {
  const { enabled, url } = config.simulator;
  const live = gatewaysOf(null, liveWaha(config), files);
  const test = enabled ? gatewaysOf(new URL(url).origin, sandboxWaha(config), files) : null;
  return ({ transport, mode }) => (mode === "live" ? live : test)?.get(transport) ?? null;
}

function gatewaysOf(
  sandboxOrigin: string | null,
  waha: WahaDeps,
  { provide, download }: GatewayFiles,
): Map<TransportName, Transport> {
  return new Map<TransportName, Transport>([
    ["waha", provide(createWahaTransport(waha))],
    ["wasender", provide(createWasenderTransport({ sandboxOrigin }))],
    ["dialog360", provide(createDialog360Transport({ sandboxOrigin, download }))],
  ]);
}

/** A tenant names its WAHA as a stranger names any server: only the operator may open private networks to it. */
function liveWaha(config: AttachedConfig): WahaDeps {
  const mayReach = createAddressRule(config.privateNetworks);
  return {
    refusalOf: (url) => {
      try {
        checkUrl(url, mayReach, wahaPorts);
        return null;
      } catch (error) {
        if (error instanceof UrlRefusedError) return error.message;
        throw error;
      }
    },
    connect: guardedConnector({ mayReach }),
    webhookUrlOf: (senderId) => hookOf(config.http.publicUrl, senderId),
  };
}

function sandboxWaha({ simulator }: AttachedConfig): WahaDeps {
  const { origin } = new URL(simulator.url);
  return {
    refusalOf: (url) =>
      URL.parse(url)?.origin === origin ? null : "a test sender reaches the simulator only",
    // The simulator knows us by an address of its own.
    webhookUrlOf: (senderId) => hookOf(new URL(simulator.webhookUrl).origin, senderId),
  };
}

function hookOf(address: string, senderId: string): string {
  return `${address}/hooks/waha/${presentId("snd", senderId)}`;
}
