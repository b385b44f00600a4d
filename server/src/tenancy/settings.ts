// What a tenant has set, and what holds where it has set nothing. Pure.

import type { TenantBrand, TenantSettings } from "@waypost/contract";

export const defaultSettings: TenantSettings = {
  template_review: false,
  week_starts_on: "monday",
  hour_cycle: "h23",
  key_lifetime_days: 365,
  key_overlap_hours: 24,
  campaign_approval_above: null,
};

/** A row may hold settings of a newer release, and lack those that came after it was written. */
export function settingsOf(stored: Record<string, unknown>): TenantSettings {
  const settings: Record<string, unknown> = { ...defaultSettings };
  for (const name of Object.keys(settings)) if (stored[name] !== undefined) settings[name] = stored[name];
  return settings as TenantSettings;
}

export const defaultBrand: TenantBrand = {
  name: null,
  logo_media_id: null,
  color: null,
  support_email: null,
  support_url: null,
};

export function brandOf(stored: Record<string, unknown>): TenantBrand {
  const brand: Record<string, unknown> = { ...defaultBrand };
  for (const name of Object.keys(brand)) if (stored[name] !== undefined) brand[name] = stored[name];
  return brand as TenantBrand;
}
