// The senders: their list, a page for each, and the way back from Meta's signup.
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
    path: "/senders/signed-up",
    validateSearch: ({ code, state }: Record<string, unknown>): { code?: string; state?: string } => ({
      ...(typeof code === "string" ? { code } : {}),
      ...(typeof state === "string" ? { state } : {}),
    }),
    loader: () => loadTexts("senders"),
    component: lazyRouteComponent(() => import("./connect/signed-up-page.tsx"), "SignedUpPage"),
  }),
  createRoute({
    getParentRoute: () => appLayout,
    path: "/senders/$id",
    loader: () => loadTexts("senders"),
    component: lazyRouteComponent(() => import("./sender-page.tsx"), "SenderPage"),
  }),
] as const;
