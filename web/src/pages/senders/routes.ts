// The senders: their list, and a page for each.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";

export const senderRoutes = [
  createRoute({
    getParentRoute: () => appLayout,
    path: "/senders",
    validateSearch: ({ add }: Record<string, unknown>): { add?: true } => (add === true ? { add } : {}),
    loader: () => loadTexts("senders"),
    component: lazyRouteComponent(() => import("./senders-page.tsx"), "SendersPage"),
  }),
  createRoute({
    getParentRoute: () => appLayout,
    path: "/senders/$id",
    loader: () => loadTexts("senders"),
    component: lazyRouteComponent(() => import("./sender-page.tsx"), "SenderPage"),
  }),
] as const;
