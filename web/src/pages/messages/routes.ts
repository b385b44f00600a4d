// The log of messages; its filters and the message that is open are in the address.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appLayout } from "../../app/layouts.ts";
import { loadTexts } from "../../i18n/texts.ts";
import { readFilters } from "./filters.ts";

export const messagesRoute = createRoute({
  getParentRoute: () => appLayout,
  path: "/messages",
  validateSearch: readFilters,
  loader: () => loadTexts("messages"),
  component: lazyRouteComponent(() => import("./messages-page.tsx"), "MessagesPage"),
});
