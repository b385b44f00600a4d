// Rules of a workspace's own as a form has them and as the API takes them. Pure.
import type { Body, TenantSettings } from "@waypost/sdk";

export type RulesForm = {
  review: boolean;
  approval: number | string;
  lifetime: number | string;
  overlap: number | string;
};

export function rulesOf(settings: TenantSettings): RulesForm {
  return {
    review: settings.template_review,
    approval: settings.campaign_approval_above ?? "",
    lifetime: settings.key_lifetime_days,
    overlap: settings.key_overlap_hours,
  };
}

/** An empty field takes a rule away that there need not be; the others are not sent, and stay. */
export function wantedOf({ review, approval, lifetime, overlap }: RulesForm): Body<"PATCH /v1/tenant"> {
  return {
    settings: {
      template_review: review,
      campaign_approval_above: typeof approval === "number" ? approval : null,
      ...(typeof lifetime === "number" ? { key_lifetime_days: lifetime } : {}),
      ...(typeof overlap === "number" ? { key_overlap_hours: overlap } : {}),
    },
  };
}
