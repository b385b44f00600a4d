// Changes what a tenant says of itself: name, place, brand, settings.

import type { FieldError, UpdateTenant } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import { tenantNotFound } from "./change-state.ts";
import { isCountry, localeOf, timeZoneOf } from "./place.ts";
import { readOwnImage, readTenantForUpdate, type TenantRow, updateTenant } from "./store/tenant.ts";

export async function changeTenant(tx: Tx, tenantId: string, wanted: UpdateTenant): Promise<TenantRow> {
  const place = readPlace(wanted);
  await requireLogo(tx, tenantId, wanted.brand?.logo_media_id);
  const [row] = await readTenantForUpdate(tx, [tenantId]);
  if (row === undefined) throw tenantNotFound();
  const [after] = await updateTenant(tx, [
    tenantId,
    wanted.name ?? row.name,
    wanted.default_country === undefined ? row.default_country : wanted.default_country,
    place.timeZone ?? row.time_zone,
    place.locale ?? row.locale,
    JSON.stringify({ ...row.brand, ...wanted.brand }),
    JSON.stringify({ ...row.settings, ...wanted.settings }),
  ]);
  if (after === undefined) throw new Error("a locked tenant is there");
  return after;
}

export type WantedPlace = Pick<UpdateTenant, "time_zone" | "locale" | "default_country">;

/** In their canonical spelling; null for what was not said. */
export function readPlace(wanted: WantedPlace): { timeZone: string | null; locale: string | null } {
  const errors: FieldError[] = [];
  const read = (
    text: string | undefined,
    of: (text: string) => string | null,
    problem: FieldError,
  ): string | null => {
    const found = text === undefined ? null : of(text);
    if (text !== undefined && found === null) errors.push(problem);
    return found;
  };
  const timeZone = read(wanted.time_zone, timeZoneOf, {
    path: "/time_zone",
    message: "is no time zone of IANA's, such as Asia/Kolkata",
  });
  const locale = read(wanted.locale, localeOf, { path: "/locale", message: "is no language tag (BCP 47)" });
  const country = wanted.default_country;
  if (country !== undefined && country !== null && !isCountry(country)) {
    errors.push({ path: "/default_country", message: "is no country's code (ISO 3166)" });
  }
  if (errors.length > 0) throw new AppError("invalid_request", "The body is not valid.", { errors });
  return { timeZone, locale };
}

async function requireLogo(tx: Tx, tenantId: string, id: string | null | undefined): Promise<void> {
  if (id === undefined || id === null) return;
  const uuid = parseId("med", id);
  const [image] = uuid === null ? [] : await readOwnImage(tx, [tenantId, uuid]);
  if (image === undefined) {
    throw new AppError("media_not_found", "There is no such picture within reach.", {
      errors: [{ path: "/brand/logo_media_id", message: "names no picture of this tenant" }],
    });
  }
}
