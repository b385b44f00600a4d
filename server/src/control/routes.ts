// Every route of the API. A room's routes are mounted by adding them here.

import type { AttachedConfig } from "../config.ts";
import type { Route } from "../kernel/route.ts";
import { type Acceptor, deadLetterRoutes, messageRoutes } from "../messaging/index.ts";
import { takeSandboxNumber } from "../sandbox-numbers.ts";
import { createSenderFinder, senderRoutes } from "../senders/index.ts";
import { readShardHolder, sessionRoutes, sessionsOf } from "../sessions/index.ts";
import { findRecipient, findSender } from "./addressing.ts";
import type { House } from "./house.ts";

export function apiRoutes(config: AttachedConfig, house: House, acceptor: Acceptor): Route[] {
  const finder = createSenderFinder({ db: house.app, now: Date.now });
  const simulatorUrl = config.simulator.url;
  return [
    ...messageRoutes({
      acceptor,
      findSender: (tenantId, mode, reference) => findSender(finder, tenantId, mode, reference),
      parseRecipient: (tenantId, text) => findRecipient(finder, tenantId, text),
      newId: house.newId,
      now: () => new Date(),
    }),
    ...deadLetterRoutes,
    ...senderRoutes({
      vault: house.vault,
      newId: house.newId,
      finder,
      clock: () => new Date(),
      sandboxConfig: async () => {
        if (!config.simulator.enabled) return null;
        return takeSandboxNumber(house.engine, simulatorUrl).catch((error: Error) => {
          house.onError(error);
          return null;
        });
      },
      sessionsOf,
    }),
    ...sessionRoutes({
      db: house.app,
      vault: house.vault,
      newId: house.newId,
      finder,
      now: () => new Date(),
      whenAnswered: house.answers.wait,
      isHeld: async (shard) => (await readShardHolder(house.engine, [String(shard)]))[0]?.held === true,
    }),
  ];
}
