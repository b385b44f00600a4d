// The first page.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";

export const homeRoute = createRoute({
  getParentRoute: () => appLayout,
  path: "/",
  loader: () => loadTexts("home", "messages"),
  component: lazyRouteComponent(() => import("./home-page.tsx"), "HomePage"),
});
