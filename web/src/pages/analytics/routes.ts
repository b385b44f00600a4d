// What became of all messages; the days that are looked at are in the address.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";
import { readPeriod } from "./period.ts";

export const analyticsRoute = createRoute({
  getParentRoute: () => appLayout,
  path: "/analytics",
  validateSearch: readPeriod,
  loader: () => loadTexts("analytics"),
  component: lazyRouteComponent(() => import("./analytics-page.tsx"), "AnalyticsPage"),
});
