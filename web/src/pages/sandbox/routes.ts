// The phone of a simulated person.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";
import { readPlace } from "./place.ts";

export const sandboxRoute = createRoute({
  getParentRoute: () => appLayout,
  path: "/sandbox",
  validateSearch: readPlace,
  loader: () => loadTexts("sandbox"),
  component: lazyRouteComponent(() => import("./sandbox-page.tsx"), "SandboxPage"),
});
