// The control process's HTTP server: every route, gate, hook and download of the product behind one door.

import cluster from "node:cluster";
import { fileURLToPath } from "node:url";
import type { AttachedConfig } from "../config.ts";
import { createTicketDoor } from "../events/index.ts";
import { createHttpServer, type HttpServer, type HttpServerDeps } from "../http/index.ts";
import type { Route } from "../kernel/route.ts";
import { mediaDownload } from "../media/index.ts";
import { checkReadiness, healthGates, quarantineReasons } from "../operations/index.ts";
import { createAuthenticate, createCallerOfKey, type KeyUses } from "../tenancy/index.ts";
import { campaignLinks } from "./campaigns.ts";
import { complianceGates } from "./compliance.ts";
import { doors } from "./doors.ts";
import type { House } from "./house.ts";
import { mediaDeps } from "./media.ts";
import { planGates } from "./plans.ts";
import { privacyDownload } from "./privacy.ts";
import { tenantDownload, tenantGates } from "./tenants.ts";
import { oldestDelivery } from "./webhooks.ts";

export type ServerParts = {
  config: AttachedConfig;
  house: House;
  /** Those of the API; whatever else calls them has the same. */
  routes: readonly Route[];
  hooks: HttpServerDeps["hooks"];
  /** Absent where nobody keeps when keys were used. */
  uses?: KeyUses;
};

export function openServer(parts: ServerParts): Promise<HttpServer> {
  return createHttpServer(describeServer(parts));
}

/** All that the product's server is made of; tests mount the same, and cannot miss what is added here. */
export function describeServer({ config, house, routes, hooks, uses }: ServerParts): HttpServerDeps {
  return {
    routes,
    doors: doors(config, house, routes),
    people: house.staff,
    trustedProxies: config.http.trustedProxies,
    gates: [
      ...house.staff.gates,
      ...tenantGates(config, house),
      ...planGates(house),
      ...complianceGates(house),
      ...healthGates({ engine: house.engine, oldestDelivery: () => oldestDelivery(house) }),
    ],
    hooks,
    downloads: [
      campaignLinks(house),
      mediaDownload(mediaDeps(config, house)),
      tenantDownload(house),
      privacyDownload(config, house),
    ],
    authenticate: createAuthenticate({
      engine: house.engine,
      vault: house.vault,
      now: Date.now,
      ...(uses === undefined ? {} : { uses }),
    }),
    tickets: createTicketDoor({
      engine: house.engine,
      callerOfKey: createCallerOfKey({ engine: house.engine, now: Date.now }),
      now: () => new Date(),
    }),
    audit: house.audit,
    db: house.app,
    newId: house.newId,
    log: house.log,
    dashboard,
    publicUrl: config.http.publicUrl,
    operations: {
      registry: house.registry,
      metricsToken: null,
      checkReady: () => heldBack(house),
    },
    limits: { noticeMs: cluster.isWorker ? hintMs : noticeMs },
  };
}

/** Where `web/build.ts` puts it. */
const dashboard = fileURLToPath(new URL("../../../web/dist/", import.meta.url));

/** Alone behind a load balancer, which looks at /readyz every second or two. */
const noticeMs = 3_000;
/** A supervisor's child shares its port with its successor: only busy clients need their hint to connect anew. */
const hintMs = 1_000;

/** In quarantine there need be no transport process. */
async function heldBack({ engine }: House): Promise<Readonly<Record<string, string>>> {
  const { quarantine, transport } = await checkReadiness(engine);
  const words = "Messages are accepted and nothing is sent";
  if (quarantine !== null) return { quarantine: `${words}: ${quarantineReasons[quarantine.reason]}.` };
  return transport ? {} : { transport: `${words}: no transport process is running.` };
}
