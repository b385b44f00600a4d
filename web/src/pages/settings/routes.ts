// One's own account, and what the workspace is set to.
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";
import { readAuditFilters } from "./audit/filters.ts";

const settingsRoute = createRoute({
  getParentRoute: () => appLayout,
  path: "/settings",
  loader: () => loadTexts("settings"),
  component: lazyRouteComponent(() => import("./settings-layout.tsx"), "SettingsLayout"),
});

const beginRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  beforeLoad: () => {
    // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
    throw redirect({ to: "/settings/profile", replace: true });
  },
});

const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/profile",
  component: lazyRouteComponent(() => import("./profile/profile-page.tsx"), "ProfilePage"),
});

const peopleRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/people",
  component: lazyRouteComponent(() => import("./people/people-page.tsx"), "PeoplePage"),
});

const rolesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/roles",
  component: lazyRouteComponent(() => import("./roles/roles-page.tsx"), "RolesPage"),
});

const workspaceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/workspace",
  component: lazyRouteComponent(() => import("./workspace/workspace-page.tsx"), "WorkspacePage"),
});

const usageRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/usage",
  component: lazyRouteComponent(() => import("./usage/usage-page.tsx"), "UsagePage"),
});

const alertsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/alerts",
  component: lazyRouteComponent(() => import("./alerts/alerts-page.tsx"), "AlertsPage"),
});

const retentionRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/retention",
  component: lazyRouteComponent(() => import("./retention/retention-page.tsx"), "RetentionPage"),
});

const holdsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/holds",
  component: lazyRouteComponent(() => import("./holds/holds-page.tsx"), "HoldsPage"),
});

const consentRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/consent",
  component: lazyRouteComponent(() => import("./consent/consent-page.tsx"), "ConsentPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/audit",
  validateSearch: readAuditFilters,
  component: lazyRouteComponent(() => import("./audit/audit-page.tsx"), "AuditPage"),
});

export const settingsRoutes = settingsRoute.addChildren([
  beginRoute,
  profileRoute,
  peopleRoute,
  rolesRoute,
  workspaceRoute,
  usageRoute,
  alertsRoute,
  retentionRoute,
  holdsRoute,
  consentRoute,
  auditRoute,
]);
