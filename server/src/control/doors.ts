// The drop-in doors, and what they need of the rest of the house.

import type { AttachedConfig } from "../config.ts";
import { createGraphDoor, createTwilioDoor } from "../doors/index.ts";
import type { Door } from "../kernel/door.ts";
import { presentId } from "../kernel/ids.ts";
import type { Route } from "../kernel/route.ts";
import { macKeyOf } from "../webhooks/index.ts";
import type { House } from "./house.ts";
import { callInside, uploadInside } from "./inside-calls.ts";
import { callbacksTo, numberOf } from "./status-callbacks.ts";

export function doors(
  config: Pick<AttachedConfig, "privateNetworks">,
  house: Pick<House, "app" | "finder" | "vault" | "newId">,
  routes: readonly Route[],
): Door[] {
  const { app, finder } = house;
  const call = callInside(routes, app);
  return [
    createTwilioDoor({
      call,
      numberOf: (caller, sender) => numberOf(finder, caller, sender),
      callbacksTo: callbacksTo(config, house),
      markOf: macKeyOf,
    }),
    createGraphDoor({
      call,
      upload: uploadInside(routes, "/v1/media"),
      senderOf: async ({ tenantId, mode }, phoneNumberId) => {
        const sender = await finder.findByExternalId(tenantId, mode, phoneNumberId);
        return sender === null ? null : presentId("snd", sender.id);
      },
    }),
  ];
}
