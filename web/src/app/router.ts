// All pages. An area's routes are mounted by adding them here; its place in the menu is in navigation.ts.
import { createRouter } from "@tanstack/react-router";
import { analyticsRoute } from "../pages/analytics/routes.ts";
import { campaignRoutes } from "../pages/campaigns/routes.ts";
import { contactRoutes } from "../pages/contacts/routes.ts";
import { deadLettersRoute } from "../pages/dead-letters/routes.ts";
import { developersRoutes } from "../pages/developers/routes.ts";
import { entryRoutes } from "../pages/entry/routes.ts";
import { homeRoute } from "../pages/home/routes.ts";
import { messagesRoute } from "../pages/messages/routes.ts";
import { platformRoute } from "../pages/platform/routes.ts";
import { sandboxRoute } from "../pages/sandbox/routes.ts";
import { senderRoutes } from "../pages/senders/routes.ts";
import { settingsRoutes } from "../pages/settings/routes.ts";
import { templateRoutes } from "../pages/templates/routes.ts";
import { appLayout, entryLayout, rootRoute } from "./layouts.ts";
import { queryClient } from "./query-client.ts";
import { Broken, NotFound, Waiting } from "./route-states.tsx";

const routeTree = rootRoute.addChildren([
  entryLayout.addChildren(entryRoutes),
  appLayout.addChildren([
    homeRoute,
    ...senderRoutes,
    sandboxRoute,
    messagesRoute,
    deadLettersRoute,
    ...campaignRoutes,
    analyticsRoute,
    developersRoutes,
    settingsRoutes,
    contactRoutes,
    ...templateRoutes,
    platformRoute,
  ]),
]);

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: Waiting,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

// A session that ended somewhere else shows with the next answer.
window.addEventListener("waypost:session-ended", () => void router.invalidate());

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
