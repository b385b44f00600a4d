// What the addresses of the campaigns' pages say: statuses, people, and the step of the wizard. Pure.
import type { Query } from "@waypost/sdk";
import { namesOf } from "../../api/names-of.ts";
import { campaignStatuses } from "./status.ts";

type ListQuery = Query<"GET /v1/campaigns">;
type PeopleQuery = Query<"GET /v1/campaigns/{id}/recipients">;
export type CampaignStatus = NonNullable<ListQuery["status"]>;
export type PeopleStatus = NonNullable<PeopleQuery["status"]>;

export const peopleStatuses = namesOf<PeopleStatus>({
  eligible: true,
  pending: true,
  held: true,
  waiting: true,
  queued: true,
  sent: true,
  delivered: true,
  read: true,
  replied: true,
  clicked: true,
  converted: true,
  failed: true,
  unknown: true,
  expired: true,
  skipped: true,
  canceled: true,
  opted_out: true,
});

export type ListFilters = Pick<ListQuery, "status" | "template">;

export function readListFilters(search: Record<string, unknown>): ListFilters {
  const { template } = search;
  const status = campaignStatuses.find((each) => each === search["status"]);
  return {
    ...(status === undefined ? {} : { status }),
    ...(typeof template === "string" && /^[a-z0-9_]{1,512}$/.test(template) ? { template } : {}),
  };
}

export type PeopleFilters = Pick<PeopleQuery, "status" | "reason" | "error">;

export function readPeopleFilters(search: Record<string, unknown>): PeopleFilters {
  const filters: PeopleFilters = {};
  const status = peopleStatuses.find((each) => each === search["status"]);
  if (status !== undefined) filters.status = status;
  for (const name of ["reason", "error"] as const) {
    const value = search[name];
    if (typeof value === "string" && value !== "") filters[name] = value.slice(0, 64);
  }
  return filters;
}

export const steps = ["senders", "audience", "message", "schedule", "review"] as const;
export type Step = (typeof steps)[number];

/** `campaign` is the draft that is gone on with. */
export type WizardPlace = { campaign?: string; step?: Step };

export function readWizardPlace(search: Record<string, unknown>): WizardPlace {
  const { campaign } = search;
  const step = steps.find((each) => each === search["step"]);
  return {
    ...(typeof campaign === "string" && /^cmp_[0-9a-f]{32}$/.test(campaign) ? { campaign } : {}),
    ...(step === undefined ? {} : { step }),
  };
}
