// Roles as data: what each role that every tenant has may do, and who may give which to whom.

import type { builtInRoles } from "@waypost/contract";
import { type Scope, scopes } from "../kernel/route.ts";

export type BuiltInRole = (typeof builtInRoles)[number];

export const scopesOf: Readonly<Record<BuiltInRole, readonly Scope[]>> = {
  owner: scopes,
  /** Everything but taking the keys of a session out of the house. */
  admin: scopes.filter((scope) => scope !== "sessions:export"),
  marketer: [
    "events:read",
    "messages:read",
    "messages:write",
    "senders:read",
    "templates:read",
    "templates:write",
    "contacts:read",
    "contacts:write",
    "campaigns:read",
    "campaigns:write",
    "campaigns:launch",
    "media:read",
    "media:write",
    "routing:read",
    "usage:read",
  ],
  agent: [
    "events:read",
    "messages:read",
    "messages:write",
    "senders:read",
    "templates:read",
    "contacts:read",
    "contacts:write",
    "media:read",
    "media:write",
  ],
  developer: [
    "events:read",
    "messages:read",
    "messages:write",
    "senders:read",
    "senders:write",
    "templates:read",
    "templates:write",
    "contacts:read",
    "contacts:write",
    "campaigns:read",
    "campaigns:write",
    "campaigns:launch",
    "media:read",
    "media:write",
    "dead-letters:write",
    "routing:read",
    "routing:write",
    "usage:read",
    "tenant:read",
    "keys:read",
    "keys:write",
    "webhooks:read",
    "webhooks:write",
  ],
  /** That things happened and who did them, and not what people wrote to each other. */
  auditor: [
    "events:read",
    "messages:metadata",
    "senders:read",
    "templates:read",
    "routing:read",
    "usage:read",
    "tenant:read",
    "keys:read",
    "people:read",
    "audit:read",
    "webhooks:read",
  ],
};

const withheldFromStaff: readonly Scope[] = [
  "templates:approve",
  "keys:write",
  "people:write",
  "privacy:read",
  "privacy:write",
  "webhooks:write",
];

/** What the platform's staff may do in a tenant's name: nothing that outlasts the visit or opens the whole house. */
export const impersonationScopes: readonly Scope[] = scopesOf.admin.filter(
  (scope) => !withheldFromStaff.includes(scope),
);

/** Scopes this release knows: a row may have been written by a newer one. */
export function knownScopes(names: readonly string[]): Scope[] {
  return scopes.filter((scope) => names.includes(scope));
}

/**
 * Nobody gives more than they have, and nobody changes what is more than they have: else two steps would do what one
 * may not. Who may read messages may let others see that there are some.
 */
export function mayGive(held: ReadonlySet<Scope>, given: readonly Scope[]): boolean {
  return given.every(
    (scope) => held.has(scope) || (scope === "messages:metadata" && held.has("messages:read")),
  );
}
