// Everything this WhatsApp network is made of, wired once.
import { createBusiness } from "./business/index.ts";
import type { Business } from "./business/index.ts";
import { createClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { createConditions } from "./conditions.ts";
import type { Conditions } from "./conditions.ts";
import { beginReview } from "./graph-api/templates/status.ts";
import { clearLedger, createLedger } from "./ledger/index.ts";
import type { Ledger } from "./ledger/index.ts";
import { createPeople } from "./people/index.ts";
import type { People } from "./people/index.ts";
import { takeStep } from "./people/receipts.ts";
import { createSchedule } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import { createWebhooks } from "./webhooks/index.ts";
import type { Webhooks } from "./webhooks/index.ts";
import type { Gateway } from "./gateway/index.ts";
import { createWahaGateway } from "./waha/index.ts";
import { createWasenderGateway } from "./wasender/index.ts";
import { createHookPoster } from "./webhooks/hook-poster.ts";
import { createWebDoor } from "./whatsapp-web/index.ts";
import type { WebDoor } from "./whatsapp-web/index.ts";
import { freshUsage } from "./business/numbers.ts";
import { freshAccountStanding, freshNumberStanding, freshPortfolio } from "./business/standing.ts";

export type Network = {
  clock: Clock;
  schedule: Schedule;
  conditions: Conditions;
  business: Business;
  ledger: Ledger;
  people: People;
  webhooks: Webhooks;
  web: WebDoor;
  /** Programs of others that hold linked devices and are spoken to over HTTP. */
  gateways: readonly Gateway[];
};

export type NetworkDocuments = { faults?: unknown; settings?: unknown; people?: unknown };

export type NetworkOptions = NetworkDocuments & {
  /** Where linked WhatsApp Web devices are remembered; nowhere if left out. */
  linksFile?: string;
  /** Hears of our own mistakes; a client is only told that there was one. */
  onError(problem: unknown): void;
};

export function createNetwork({ linksFile, onError, ...documents }: NetworkOptions): Network {
  const clock = createClock();
  const schedule = createSchedule(clock.now, (code) => takeStep(network, code));
  const conditions = createConditions(documents);
  const business = createBusiness();
  const webhooks = createWebhooks({ clock, schedule, conditions, app: business.app });
  const poster = createHookPoster({ clock, schedule, conditions, onError });
  const network: Network = {
    clock,
    schedule,
    conditions,
    business,
    ledger: createLedger(),
    people: createPeople(),
    webhooks,
    web: createWebDoor(() => network, { linksFile, onError }),
    gateways: [createWahaGateway(() => network, poster), createWasenderGateway(() => network, poster)],
  };
  return network;
}

/** Forgets messages, people and faults; accounts, numbers, templates, settings and callbacks stay. */
export function resetNetwork(network: Network) {
  network.schedule.clear();
  network.webhooks.clear();
  network.web.reset();
  for (const gateway of network.gateways) gateway.reset();
  clearLedger(network.ledger);
  network.people.clear();
  network.conditions.putFaults({ seed: network.conditions.faults.seed });
  network.clock.reset();
  network.business.media.clear();
  for (const number of network.business.numbers) {
    number.usage = freshUsage();
    number.blocked.clear();
    number.standing = freshNumberStanding();
  }
  for (const account of network.business.accounts.values()) account.standing = freshAccountStanding();
  network.business.portfolio = freshPortfolio();
  // Their reviews were forgotten with the schedule.
  for (const template of network.business.templates.all()) {
    if (template.review.status === "PENDING") beginReview(network, template);
  }
}
