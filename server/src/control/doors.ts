// The drop-in doors, and what they need of the rest of the house.

import { createGraphDoor, createTwilioDoor } from "../doors/index.ts";
import type { Door } from "../kernel/door.ts";
import { presentId } from "../kernel/ids.ts";
import type { Route } from "../kernel/route.ts";
import type { House } from "./house.ts";
import { callInside, uploadInside } from "./inside-calls.ts";

export function doors({ app, finder }: Pick<House, "app" | "finder">, routes: readonly Route[]): Door[] {
  const call = callInside(routes, app);
  return [
    createTwilioDoor({
      call,
      numberOf: async ({ tenantId, mode }, sender) =>
        (await finder.find(tenantId, mode, sender))?.address ?? null,
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
