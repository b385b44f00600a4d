// The pages for developers, in their order, and who may open them. Pure.

export const tabs = [
  { name: "keys", to: "/developers/keys", scope: "keys:read" },
  { name: "webhooks", to: "/developers/webhooks", scope: "webhooks:read" },
  { name: "events", to: "/developers/events", scope: "events:read" },
  { name: "errors", to: "/developers/errors", scope: null },
] as const;

export function tabsFor(scopes: readonly string[]): readonly (typeof tabs)[number][] {
  return tabs.filter(({ scope }) => scope === null || scopes.includes(scope));
}

export function firstOf(scopes: readonly string[]): (typeof tabs)[number]["to"] {
  return tabsFor(scopes)[0]?.to ?? "/developers/errors";
}
