// The two halves of the dashboard: pages for whoever comes by, and pages for who is signed in.
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";
import { isCode } from "@waypost/sdk";
import { me } from "../api/person.ts";
import { loadTexts } from "../i18n/texts.ts";
import { EntryLayout } from "../pages/entry/entry-layout.tsx";
import { Broken, NotFound, Waiting } from "./route-states.tsx";
import { Shell } from "./shell/shell.tsx";

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

/** Signing in, setting up, accepting an invitation. */
export const entryLayout = createRoute({
  getParentRoute: () => rootRoute,
  id: "entry",
  loader: () => loadTexts("entry"),
  component: EntryLayout,
});

/** Everything else. */
export const appLayout = createRoute({
  getParentRoute: () => rootRoute,
  id: "app",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(me);
    } catch (error) {
      if (!isCode(error, "unauthorized")) throw error;
      // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
      throw redirect({ to: "/sign-in", search: { to: location.href } });
    }
  },
  component: Shell,
  pendingComponent: Waiting,
});
