// People: who they are, the lists they are on, files they come in, and segments that find them.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";
import { readFilters } from "./filters.ts";
import { readImportPlace } from "./import/mapping.ts";

const contactsRoute = createRoute({
  getParentRoute: () => appLayout,
  path: "/contacts",
  loader: () => loadTexts("contacts"),
  component: lazyRouteComponent(() => import("./contacts-layout.tsx"), "ContactsLayout"),
});

const peopleRoute = createRoute({
  getParentRoute: () => contactsRoute,
  path: "/",
  validateSearch: readFilters,
  component: lazyRouteComponent(() => import("./contacts-page.tsx"), "ContactsPage"),
});

const listsRoute = createRoute({
  getParentRoute: () => contactsRoute,
  path: "/lists",
  component: lazyRouteComponent(() => import("./lists-page.tsx"), "ListsPage"),
});

const segmentsRoute = createRoute({
  getParentRoute: () => contactsRoute,
  path: "/segments",
  component: lazyRouteComponent(() => import("./segments/segments-page.tsx"), "SegmentsPage"),
});

const segmentRoute = createRoute({
  getParentRoute: () => contactsRoute,
  path: "/segments/$id",
  component: lazyRouteComponent(() => import("./segments/segment-page.tsx"), "SegmentPage"),
});

const importRoute = createRoute({
  getParentRoute: () => contactsRoute,
  path: "/import",
  validateSearch: readImportPlace,
  component: lazyRouteComponent(() => import("./import/import-page.tsx"), "ImportPage"),
});

export const contactRoutes = contactsRoute.addChildren([
  peopleRoute,
  listsRoute,
  segmentsRoute,
  segmentRoute,
  importRoute,
]);
