// The routes of this room, and what they need of the rooms above it.

import type { Database, Tx } from "../kernel/db.ts";
import type { Caller, Route } from "../kernel/route.ts";
import { phoneAlias } from "./address.ts";
import { attributeRoutes } from "./attribute-routes.ts";
import { consentRoutes } from "./consent-routes.ts";
import { consentSettingsRoutes } from "./consent-settings-routes.ts";
import type { Silenced } from "./consent/spread-words.ts";
import { contactRoutes } from "./contact-routes.ts";
import type { PeopleDeps } from "./contacts/find-contacts.ts";
import { listRoutes } from "./list-routes.ts";
import { noteRoutes } from "./note-routes.ts";
import type { User } from "./segments/users.ts";
import { suppressionRoutes } from "./suppression-routes.ts";
import { tagRoutes } from "./tag-routes.ts";

export type AudienceDeps = {
  people: PeopleDeps;
  now(): Date;
  /** E.164, or an AppError that points at `path`. */
  parsePhone(tenantId: string, text: string, path: string): Promise<string>;
  /** Takes what waits for these numbers out of their lanes. */
  skipWaiting(tx: Tx, people: readonly Silenced[]): Promise<unknown>;
  /** Throws when the tenant's plan has no room for so many more; without it there is always room. */
  roomForContact?(tx: Tx, owner: Pick<Caller, "tenantId" | "mode">, adding: number): Promise<void>;
  /** For what is read or changed bite by bite, each in a transaction of the tenant. */
  db: Pick<Database, "asTenants">;
  /** Who, in rooms above, is sent to a list's people; without it nobody is. */
  listUsers?(tx: Tx, list: { tenantId: string; listId: string }): Promise<readonly User[]>;
};

export type AudienceRouteDeps = AudienceDeps & {
  /** Under which consent and suppressions of a number are kept. */
  hashOfPhone(tenantId: string, text: string, path: string): Promise<string>;
};

export function audienceRoutes(deps: AudienceDeps): Route[] {
  const more: AudienceRouteDeps = {
    ...deps,
    hashOfPhone: async (tenantId, text, path) =>
      deps.people.hash(tenantId, phoneAlias(await deps.parsePhone(tenantId, text, path))),
  };
  return [
    ...contactRoutes(more),
    ...attributeRoutes(),
    ...tagRoutes(more),
    ...listRoutes(more),
    ...noteRoutes(more),
    ...consentRoutes(more),
    ...consentSettingsRoutes,
    ...suppressionRoutes(more),
  ];
}
