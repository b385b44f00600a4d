// Every route of the API. A room's routes are mounted by adding them here.

import type { AttachedConfig } from "../config.ts";
import type { Route } from "../kernel/route.ts";
import { cloudApiStandings } from "../accounts/index.ts";
import { receivedRoutes } from "../intake/index.ts";
import { type Acceptor, deadLetterRoutes, messageRoutes, senderFigureRoutes } from "../messaging/index.ts";
import { takeSandboxNumber } from "../sandbox-numbers.ts";
import { senderRoutes } from "../senders/index.ts";
import { readShardHolder, sessionRoutes, sessionsOf } from "../sessions/index.ts";
import { createPeopleReader, createPoliciesInForce, routingRoutes } from "../routing/index.ts";
import { capacity } from "../plans/index.ts";
import { eventRoutes } from "../events/index.ts";
import { mediaRoutes } from "../media/index.ts";
import { templateRoutes } from "../templates/index.ts";
import { accountRoutes } from "./account-routes.ts";
import { allAudienceRoutes } from "./audience.ts";
import { allCampaignRoutes } from "./campaigns.ts";
import { complianceRoutes } from "./compliance.ts";
import { checkMarketingRests } from "./marketing-rests.ts";
import { checkMedia, mediaDeps } from "./media.ts";
import { allPrivacyRoutes, checkForgotten } from "./privacy.ts";
import { findRecipients, findRoads, phoneAt, senderNamedBy } from "./addressing.ts";
import { libraryRoutes } from "./template-library.ts";
import { ownPlanRoutes } from "./plans.ts";
import { sandboxPhoneRoutes } from "./sandbox-phones.ts";
import { createSimulatedPeople } from "./simulated-people.ts";
import { checkTemplates } from "./templates.ts";
import { ownTenantRoutes } from "./tenants.ts";
import { allWebhookRoutes } from "./webhooks.ts";
import type { House } from "./house.ts";

export function apiRoutes(config: AttachedConfig, house: House, acceptor: Acceptor): Route[] {
  const { finder } = house;
  const now = (): Date => new Date();
  const inForce = createPoliciesInForce({ db: house.app, now });
  const routing = { inForce, people: createPeopleReader(house.app), now };
  const parseRecipients = (tenantId: string, texts: readonly string[]) =>
    findRecipients(finder, tenantId, texts);
  const senderNamed = senderNamedBy(finder);
  const messages = messageRoutes({
    acceptor,
    senderNamed,
    parseRecipients,
    chooseRoads: (caller, batch) => findRoads(finder, routing, caller, batch),
    checks: [
      checkTemplates(house),
      checkMedia(house),
      checkMarketingRests(house, now),
      checkForgotten(house),
    ],
    newId: house.newId,
    now,
    plan: house.plans,
  });
  return [
    ...messages,
    ...accountRoutes({ config, house, messages, senderNamed }),
    ...deadLetterRoutes,
    ...senderFigureRoutes,
    ...eventRoutes({ db: house.app, feed: house.events, now }),
    ...mediaRoutes(mediaDeps(config, house)),
    ...receivedRoutes({ senderNamed }),
    ...allAudienceRoutes(house, { now, parsePhone: phoneAt(finder) }),
    ...allCampaignRoutes(house),
    ...templateRoutes({ finder, newId: house.newId, now }),
    ...libraryRoutes(config, house),
    ...complianceRoutes(house, { parsePhone: phoneAt(finder) }),
    ...allPrivacyRoutes(config, house),
    ...ownTenantRoutes(config, house),
    ...ownPlanRoutes(house),
    ...house.staff.routes,
    ...allWebhookRoutes(config, house),
    ...routingRoutes({ ...routing, parseRecipients, senderNamed }),
    ...senderRoutes({
      vault: house.vault,
      newId: house.newId,
      roomForSender: (tx, owner) => capacity(tx, owner, "senders"),
      finder,
      clock: now,
      sandboxConfig: () => sandboxNumber(config, house),
      sessionsOf,
      cloudApiOf: (tx, rows) => cloudApiStandings(tx, rows, now()),
    }),
    ...sandboxPhoneRoutes({
      ...house,
      people: config.simulator.enabled ? createSimulatedPeople(config.simulator.url) : null,
    }),
    ...sessionRoutes({
      db: house.app,
      vault: house.vault,
      newId: house.newId,
      finder,
      now,
      whenAnswered: house.answers.wait,
      isHeld: async (shard) => (await readShardHolder(house.engine, [String(shard)]))[0]?.held === true,
    }),
  ];
}

/** Null without a sandbox, or while it does not answer. */
async function sandboxNumber(config: AttachedConfig, house: House): Promise<Record<string, unknown> | null> {
  if (!config.simulator.enabled) return null;
  return takeSandboxNumber(house.engine, config.simulator.url).catch((error: Error) => {
    house.onError(error);
    return null;
  });
}
