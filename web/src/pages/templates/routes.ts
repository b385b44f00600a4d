// Templates: all of them by name, and one with its editor. `new` is one that is not there yet.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";

const loader = () => loadTexts("templates");
const getParentRoute = () => appLayout;

const listRoute = createRoute({
  getParentRoute,
  path: "/templates",
  loader,
  component: lazyRouteComponent(() => import("./templates-page.tsx"), "TemplatesPage"),
});

const oneRoute = createRoute({
  getParentRoute,
  path: "/templates/$id",
  /** `like`: the template of which a new one is another language. */
  validateSearch: ({ like }: Record<string, unknown>): { like?: string } =>
    typeof like === "string" && /^tpl_[0-9a-f]{32}$/.test(like) ? { like } : {},
  loader,
  component: lazyRouteComponent(() => import("./template-page.tsx"), "TemplatePage"),
});

export const templateRoutes = [listRoute, oneRoute];
