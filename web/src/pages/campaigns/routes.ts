// Campaigns: the list, the making of one, one with its figures, and the people behind a figure.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";
import { readListFilters, readPeopleFilters, readWizardPlace } from "./filters.ts";

const loader = () => loadTexts("campaigns");
const getParentRoute = () => appLayout;

const listRoute = createRoute({
  getParentRoute,
  path: "/campaigns",
  validateSearch: readListFilters,
  loader,
  component: lazyRouteComponent(() => import("./campaigns-page.tsx"), "CampaignsPage"),
});

const wizardRoute = createRoute({
  getParentRoute,
  path: "/campaigns/new",
  validateSearch: readWizardPlace,
  loader,
  component: lazyRouteComponent(() => import("./wizard/wizard-page.tsx"), "WizardPage"),
});

const oneRoute = createRoute({
  getParentRoute,
  path: "/campaigns/$id",
  loader,
  component: lazyRouteComponent(() => import("./campaign-page.tsx"), "CampaignPage"),
});

const peopleRoute = createRoute({
  getParentRoute,
  path: "/campaigns/$id/people",
  validateSearch: readPeopleFilters,
  loader,
  component: lazyRouteComponent(() => import("./people-page.tsx"), "PeoplePage"),
});

export const campaignRoutes = [listRoute, wizardRoute, oneRoute, peopleRoute];
