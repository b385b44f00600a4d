// What programs need: keys, webhooks, events as they happen, and what errors mean.
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { me } from "../../api/person.ts";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";
import { readDeliveryFilters } from "./webhooks/filters.ts";
import { readSearched } from "./errors/search.ts";
import { readEventFilter } from "./events/filter.ts";
import { firstOf } from "./tabs.ts";

const developersRoute = createRoute({
  getParentRoute: () => appLayout,
  path: "/developers",
  loader: () => loadTexts("developers"),
  component: lazyRouteComponent(() => import("./developers-layout.tsx"), "DevelopersLayout"),
});

const beginRoute = createRoute({
  getParentRoute: () => developersRoute,
  path: "/",
  beforeLoad: async ({ context }) => {
    const { scopes } = await context.queryClient.ensureQueryData(me);
    // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
    throw redirect({ to: firstOf(scopes), replace: true });
  },
});

const keysRoute = createRoute({
  getParentRoute: () => developersRoute,
  path: "/keys",
  component: lazyRouteComponent(() => import("./keys/keys-page.tsx"), "KeysPage"),
});

const webhooksRoute = createRoute({
  getParentRoute: () => developersRoute,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("./webhooks/endpoints-page.tsx"), "EndpointsPage"),
});

const endpointRoute = createRoute({
  getParentRoute: () => developersRoute,
  path: "/webhooks/$id",
  validateSearch: readDeliveryFilters,
  component: lazyRouteComponent(() => import("./webhooks/endpoint-page.tsx"), "EndpointPage"),
});

const eventsRoute = createRoute({
  getParentRoute: () => developersRoute,
  path: "/events",
  validateSearch: readEventFilter,
  component: lazyRouteComponent(() => import("./events/events-page.tsx"), "EventsPage"),
});

const errorsRoute = createRoute({
  getParentRoute: () => developersRoute,
  path: "/errors",
  validateSearch: readSearched,
  component: lazyRouteComponent(() => import("./errors/errors-page.tsx"), "ErrorsPage"),
});

export const developersRoutes = developersRoute.addChildren([
  beginRoute,
  keysRoute,
  webhooksRoute,
  endpointRoute,
  eventsRoute,
  errorsRoute,
]);
