// Webhooks in the control process: the worker with what it needs of other rooms, and the mail when one is given up.

import { Counter, Gauge, type Registry } from "prom-client";
import type { AttachedConfig } from "../config.ts";
import { systemClock } from "../kernel/clock.ts";
import { createDatabase } from "../kernel/db.ts";
import { createAddressRule } from "../kernel/public-address.ts";
import type { Route } from "../kernel/route.ts";
import { addressesOfThoseWhoMay, createMailer, type Mailer } from "../people/index.ts";
import { capacity } from "../plans/index.ts";
import {
  type Courier,
  createCourier,
  createWebhookWorker,
  disabledMail,
  type DisabledRow,
  readWaiting,
  webhookRoutes,
  type WebhookWorker,
} from "../webhooks/index.ts";
import type { House } from "./house.ts";
import { createCallbackWriter } from "./status-callbacks.ts";
import { createRecordReader } from "./webhook-records.ts";

type WebhookHouse = Pick<House, "app" | "engine" | "vault" | "registry" | "courier" | "finder" | "onError">;

export function openCourier({ privateNetworks }: Pick<AttachedConfig, "privateNetworks">): Courier {
  return createCourier({ mayReach: createAddressRule(privateNetworks), clock: systemClock });
}

export function allWebhookRoutes(
  { privateNetworks }: Pick<AttachedConfig, "privateNetworks">,
  { app: db, vault, courier, newId }: Pick<House, "app" | "vault" | "courier" | "newId">,
): Route[] {
  return webhookRoutes({
    db,
    vault,
    courier,
    newId,
    mayReach: createAddressRule(privateNetworks),
    now: () => new Date(),
    roomForEndpoint: (tx, owner, count) => capacity(tx, owner, "webhook_endpoints", { count }),
  });
}

/** For how long the first delivery in line has been due, in seconds; null when none is. */
export async function oldestDelivery({ engine }: Pick<House, "engine">): Promise<number | null> {
  const [row] = await readWaiting(engine, []);
  return row?.oldest_seconds ?? null;
}

/** `routes`: those of the API, which show things as they are told. */
export function startWebhooks(
  config: Pick<AttachedConfig, "mail" | "databaseUrl">,
  house: WebhookHouse,
  routes: readonly Route[],
): WebhookWorker {
  const { app, vault, courier, finder, onError } = house;
  const mailer = createMailer({ ...config.mail, onError });
  measureWaiting(house);
  const deliveries = openDeliveries(config, onError);
  const readRecords = createRecordReader(app, routes);
  const worker = createWebhookWorker({
    engine: deliveries,
    vault,
    clock: systemClock,
    courier,
    readRecords,
    writeCallbacks: createCallbackWriter(readRecords, finder),
    onDisabled: (endpoints) => void tellOf({ engine: house.engine, mailer, onError }, endpoints),
    onError,
    counters: workerCounters(house.registry),
  });
  return {
    ...worker,
    stop: async (graceMs) => {
      await worker.stop(graceMs);
      await deliveries.close();
    },
  };
}

/** A claim, two records of what came of others, and what is renewed or read meanwhile. */
const connectionsMax = 4;

function openDeliveries(
  { databaseUrl: url }: Pick<AttachedConfig, "databaseUrl">,
  onError: House["onError"],
) {
  return createDatabase({ url, role: "waypost_engine", connectionsMax, byIndex: true, onError });
}

type Telling = Pick<House, "engine" | "onError"> & { mailer: Mailer };

async function tellOf(
  { engine, mailer, onError }: Telling,
  endpoints: readonly DisabledRow[],
): Promise<void> {
  if (mailer === null) return;
  for (const endpoint of endpoints) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- endpoints are seldom given up, and mostly one by one
      const addresses = await addressesOfThoseWhoMay(engine, endpoint.tenant_id, "webhooks:write");
      for (const to of addresses) mailer.send({ to, ...disabledMail(endpoint) });
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

function workerCounters(registry: Registry) {
  const attempts = new Counter({
    name: "waypost_webhook_out_attempts_total",
    help: "Attempts to deliver an event to an endpoint: delivered, refused by an answer, failed without one.",
    labelNames: ["result"],
    registers: [registry],
  });
  return { attempted: (result: string) => attempts.inc({ result }) };
}

function measureWaiting({ registry, engine }: Pick<WebhookHouse, "registry" | "engine">): void {
  const disabled = new Gauge({
    name: "waypost_webhook_out_endpoints_disabled",
    help: "Endpoints that are told nothing because they were given up.",
    registers: [registry],
  });
  const oldest = new Gauge({
    name: "waypost_webhook_out_oldest_due_seconds",
    help: "How long the delivery that is due and has waited longest has been due.",
    registers: [registry],
    async collect() {
      const [row] = await readWaiting(engine, []);
      oldest.set(row?.oldest_seconds ?? 0);
      disabled.set(row?.disabled ?? 0);
    },
  });
}
