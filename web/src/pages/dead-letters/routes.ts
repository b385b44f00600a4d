// Messages that failed for good; the reason they are narrowed to and the one that is open are in the address.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";
import { readFilters } from "./filters.ts";

export const deadLettersRoute = createRoute({
  getParentRoute: () => appLayout,
  path: "/dead-letters",
  validateSearch: readFilters,
  loader: () => loadTexts("dead-letters"),
  component: lazyRouteComponent(() => import("./dead-letters-page.tsx"), "DeadLettersPage"),
});
