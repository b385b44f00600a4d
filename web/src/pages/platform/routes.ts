// For the platform's staff: its tenants, and who takes how much of it.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";
import { readTenantFilters } from "./filters.ts";

export const platformRoute = createRoute({
  getParentRoute: () => appLayout,
  path: "/platform",
  validateSearch: readTenantFilters,
  loader: () => loadTexts("platform"),
  component: lazyRouteComponent(() => import("./platform-page.tsx"), "PlatformPage"),
});
