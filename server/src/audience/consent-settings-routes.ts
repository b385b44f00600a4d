// The routes about a tenant's consent settings: words, confirmations, quiet hours, frequency caps.

import {
  type ConsentSettingsResource,
  consentSettingsResource,
  type PutConsentSettings,
  putConsentSettings,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import { presentSettings, settingsProblems } from "./consent/settings.ts";
import { notifyRules, readConsentSettings, writeConsentSettings } from "./store/consent-settings.ts";

export const consentSettingsRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/consent-settings",
    scope: "contacts:read",
    summary: "Read opt-out words, confirmations, quiet hours and frequency caps",
    schema: { response: { 200: consentSettingsResource } },
    handler: { kind: "transaction", handle: read },
  },
  {
    method: "PUT",
    path: "/v1/consent-settings",
    scope: "tenant:write",
    tellsChange: ["confirmations.enabled", "quiet_hours", "frequency_caps"],
    summary: "Replace the consent settings that were read; what waits is held to them from now on",
    schema: { body: putConsentSettings, response: { 200: consentSettingsResource } },
    handler: { kind: "transaction", handle: replace },
  },
];

async function read({ caller }: RouteRequest, tx: Tx): Promise<Reply> {
  const [row] = await readConsentSettings(tx, [[caller.tenantId]]);
  return { status: 200, body: presentSettings(row) };
}

async function replace({ caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const given = body as PutConsentSettings;
  const { tenantId } = caller;
  const errors = settingsProblems(given);
  if (errors.length > 0) {
    throw new AppError("invalid_request", "The consent settings do not make sense.", { errors });
  }
  const { version, words, confirmations, quiet_hours: hours, frequency_caps: caps } = given;
  const [written] = await writeConsentSettings(tx, [
    tenantId,
    version,
    JSON.stringify(words ?? {}),
    JSON.stringify(confirmations ?? {}),
    hours === undefined || hours === null ? null : JSON.stringify(hours),
    JSON.stringify(caps ?? []),
  ]);
  if (written === undefined) {
    throw new AppError(
      "conflict",
      `The settings were changed meanwhile: version ${version} is not in force.`,
      {
        errors: [{ path: "/version", message: "is not the version in force" }],
      },
    );
  }
  await notifyRules(tx, [tenantId]);
  const settings: ConsentSettingsResource = presentSettings(written);
  return { status: 200, body: settings };
}
