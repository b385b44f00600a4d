// Templates: all of them by name, and one with its editor. `new` is one that is not there yet.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";
import { readStart } from "./start.ts";

const loader = () => loadTexts("templates");
const getParentRoute = () => appLayout;

const listRoute = createRoute({
  getParentRoute,
  path: "/templates",
  loader,
  component: lazyRouteComponent(() => import("./templates-page.tsx"), "TemplatesPage"),
});

const libraryRoute = createRoute({
  getParentRoute,
  path: "/templates/library",
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } =>
    typeof q === "string" && q !== "" ? { q: q.slice(0, 128) } : {},
  loader,
  component: lazyRouteComponent(() => import("./library-page.tsx"), "LibraryPage"),
});

const oneRoute = createRoute({
  getParentRoute,
  path: "/templates/$id",
  validateSearch: readStart,
  loader,
  component: lazyRouteComponent(() => import("./template-page.tsx"), "TemplatePage"),
});

export const templateRoutes = [listRoute, libraryRoute, oneRoute];
