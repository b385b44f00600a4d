// A workspace's name and place as a form has them and as the API takes them. Pure.
import type { Body, Tenant } from "@waypost/sdk";

export type PlaceForm = Record<"name" | "zone" | "language" | "country", string>;

export function placeOf(
  tenant: Pick<Tenant, "name" | "time_zone" | "locale" | "default_country">,
): PlaceForm {
  const { name, time_zone: zone, locale: language, default_country: country } = tenant;
  return { name, zone, language, country: country ?? "" };
}

/** Without a country only numbers that name theirs are understood. */
export function wantedOf({ name, zone, language, country }: PlaceForm): Body<"PATCH /v1/tenant"> {
  return {
    name: name.trim(),
    time_zone: zone,
    locale: language.trim(),
    default_country: country.trim() === "" ? null : country.trim().toUpperCase(),
  };
}
