// The pages for whoever comes by: signing in, the first person, an invitation, a new password.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { entryLayout } from "../../app/layouts.ts";
import { tokenIn } from "./token.ts";

const signIn = createRoute({
  getParentRoute: () => entryLayout,
  path: "/sign-in",
  validateSearch: ({ to }: Record<string, unknown>): { to?: string } => (isOurs(to) ? { to } : {}),
  component: lazyRouteComponent(() => import("./sign-in-page.tsx"), "SignInPage"),
});

const setup = createRoute({
  getParentRoute: () => entryLayout,
  path: "/setup",
  loader: ({ location }) => tokenIn(location.hash),
  component: lazyRouteComponent(() => import("./setup-page.tsx"), "SetupPage"),
});

const invitation = createRoute({
  getParentRoute: () => entryLayout,
  path: "/invitation",
  loader: ({ location }) => tokenIn(location.hash),
  component: lazyRouteComponent(() => import("./invitation-page.tsx"), "InvitationPage"),
});

const reset = createRoute({
  getParentRoute: () => entryLayout,
  path: "/reset",
  loader: ({ location }) => tokenIn(location.hash),
  component: lazyRouteComponent(() => import("./reset-page.tsx"), "ResetPage"),
});

export const entryRoutes = [signIn, setup, invitation, reset] as const;

/** Where one wanted to go; an address of another house is no such place. */
function isOurs(to: unknown): to is string {
  return typeof to === "string" && /^\/(?![/\\])/.test(to);
}
