// The routes about people a tenant writes to: contacts, lists, segments and imports, with what they need of the house.

import { audienceRoutes, importRoutes, segmentRoutes } from "../audience/index.ts";
import { audienceUsers } from "../campaigns/index.ts";
import type { Route } from "../kernel/route.ts";
import { skipWaiting } from "../messaging/index.ts";
import { capacity } from "../plans/index.ts";
import { importDeps } from "./contact-import.ts";
import type { House } from "./house.ts";

type Asking = Pick<Parameters<typeof audienceRoutes>[0], "now" | "parsePhone">;

export function allAudienceRoutes(house: House, { now, parsePhone }: Asking): Route[] {
  return [
    ...audienceRoutes({
      people: house.people,
      now,
      parsePhone,
      skipWaiting,
      roomForContact: (tx, owner, adding) => capacity(tx, owner, "contacts", { adding }),
      db: house.app,
      listUsers: audienceUsers,
    }),
    ...importRoutes(importDeps(house)),
    ...segmentRoutes({ db: house.app, newId: house.newId, now, segmentUsers: audienceUsers }),
  ];
}
