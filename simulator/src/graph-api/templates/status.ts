// The status of a template: review, pausing, deletion, each told by webhook (Meta: templates and webhooks).
import { callbackFor } from "../../business/index.ts";
import type { Template } from "../../business/index.ts";
import type { TemplateStatus } from "../../business/templates.ts";
import type { Network } from "../../network.ts";
import { present } from "../../present.ts";

export type Verdict = { status: TemplateStatus; reason: string };

export function setStatus(network: Network, template: Template, { status, reason }: Verdict) {
  template.review.status = status;
  template.review.rejectedReason = status === "REJECTED" ? reason : "NONE";
  tellStatus(network, template, status);
}

/** Reviewed after a while; a later edit starts another review, and the earlier one no longer counts. */
export function beginReview(network: Network, template: Template) {
  const { clock, conditions, schedule, business } = network;
  const { review_ms, verdict } = conditions.settings.templates;
  const edits = template.review.editedAt.length;
  template.review.status = "PENDING";
  schedule.at(clock.now() + conditions.random.between("review", review_ms), () => {
    const { review } = template;
    const isGone = business.templates.get(template.id) !== template;
    if (isGone || review.status !== "PENDING" || review.editedAt.length !== edits) return;
    const rejected = verdict === "reject" || (verdict === "name" && template.name.includes("reject"));
    setStatus(network, template, rejected ? { status: "REJECTED", reason: "INVALID_FORMAT" } : APPROVED);
  });
}

const APPROVED: Verdict = { status: "APPROVED", reason: "NONE" };

export function tellStatus(network: Network, template: Template, event: TemplateStatus | "DELETED") {
  const account = present(network.business.accounts.get(template.account), "account of a template");
  const callback = callbackFor(network.business, account);
  if (!callback) return;
  const json = JSON.stringify({
    event,
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language: template.language,
    reason: template.review.rejectedReason,
    message_template_category: template.category,
    ...(event === "PAUSED" && {
      other_info: { title: "FIRST_PAUSE", description: "Paused for 3 hours" },
    }),
    ...(event === "REJECTED" && {
      rejection_info: {
        reason: template.review.rejectedReason,
        recommendation: "Change the template and submit it again",
      },
    }),
  });
  network.webhooks.push(callback, {
    account: account.id,
    number: undefined,
    field: "message_template_status_update",
    kind: "value",
    contact: "",
    json,
  });
}
