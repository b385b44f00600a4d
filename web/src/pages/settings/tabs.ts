// The pages of settings, in their order, and who may open them. Pure.

export const tabs = [
  { name: "profile", to: "/settings/profile", scope: null },
  { name: "people", to: "/settings/people", scope: "people:read" },
  { name: "roles", to: "/settings/roles", scope: "people:read" },
  { name: "workspace", to: "/settings/workspace", scope: "tenant:read" },
  { name: "usage", to: "/settings/usage", scope: "usage:read" },
  { name: "alerts", to: "/settings/alerts", scope: "usage:read" },
  { name: "retention", to: "/settings/retention", scope: "tenant:read" },
  { name: "holds", to: "/settings/holds", scope: "tenant:read" },
  { name: "consent", to: "/settings/consent", scope: "contacts:read" },
  { name: "audit", to: "/settings/audit", scope: "audit:read" },
] as const;

export function tabsFor(scopes: readonly string[]): readonly (typeof tabs)[number][] {
  return tabs.filter(({ scope }) => scope === null || scopes.includes(scope));
}
