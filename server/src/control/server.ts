// The control process's HTTP server: every route, gate, hook and download of the product behind one door.

import cluster from "node:cluster";
import type { AttachedConfig } from "../config.ts";
import { createHttpServer, type HttpServer, type HttpServerDeps } from "../http/index.ts";
import type { Route } from "../kernel/route.ts";
import { mediaDownload } from "../media/index.ts";
import { checkReadiness, quarantineReasons } from "../operations/index.ts";
import { createAuthenticate, type KeyUses } from "../tenancy/index.ts";
import { complianceGates } from "./compliance.ts";
import { doors } from "./doors.ts";
import type { House } from "./house.ts";
import { mediaDeps } from "./media.ts";
import { planGates } from "./plans.ts";
import { privacyDownload } from "./privacy.ts";
import { tenantDownload, tenantGates } from "./tenants.ts";

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
    doors: doors(house, routes),
    people: house.staff,
    trustedProxies: config.http.trustedProxies,
    gates: [
      ...house.staff.gates,
      ...tenantGates(config, house),
      ...planGates(house),
      ...complianceGates(house),
    ],
    hooks,
    downloads: [
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
    audit: house.audit,
    db: house.app,
    newId: house.newId,
    log: house.log,
    publicUrl: config.http.publicUrl,
    operations: {
      registry: house.registry,
      metricsToken: null,
      checkReady: () => heldBack(house),
    },
    limits: { noticeMs: cluster.isWorker ? hintMs : noticeMs },
  };
}

/** Alone behind a load balancer, which looks at /readyz every second or two. */
const noticeMs = 3_000;
/** A supervisor's child shares its port with its successor: only busy clients need their hint to connect anew. */
const hintMs = 1_000;

async function heldBack({ engine }: House): Promise<string | null> {
  const { quarantine } = await checkReadiness(engine);
  return quarantine === null
    ? null
    : `Messages are accepted and nothing is sent: ${quarantineReasons[quarantine.reason]}.`;
}
