// Edits a template, which sends it back to review; lifts a pause (Meta: templates).
import type { Template } from "../../business/index.ts";
import type { Answer } from "../../http/answer.ts";
import { reply } from "../../http/answer.ts";
import type { TemplateCall } from "../call.ts";
import { parametersOf } from "../call.ts";
import { badParameter } from "../graph-error.ts";
import { readComponents } from "./components.ts";
import { readCategory, readTtl } from "./properties.ts";
import { beginReview, setStatus } from "./status.ts";
import { templateError } from "./template-error.ts";

const DAY_MS = 86_400_000;

export async function editTemplate(call: TemplateCall): Promise<Answer> {
  const { target: template, network } = call;
  const { category, components, message_send_ttl_seconds } = await parametersOf(call);
  const now = network.clock.now();
  checkEditable(template, now);
  const nextCategory = category === undefined ? template.category : readCategory(category);
  if (template.review.status === "APPROVED" && nextCategory !== template.category) {
    throw templateError("other", "The category of an approved template cannot be changed.");
  }
  const named = template.parameterFormat === "NAMED";
  const { samples } = network.business;
  const nextComponents =
    components === undefined
      ? template.components
      : readComponents(components, { category: nextCategory, named, samples });
  const ttlSeconds = readTtl(message_send_ttl_seconds, nextCategory) ?? template.ttlSeconds;
  template.review.editedAt.push(now);
  Object.assign(template, { category: nextCategory, components: nextComponents, ttlSeconds });
  beginReview(network, template);
  return reply({ success: true });
}

/** Approved: once in 24 hours and ten times in 30 days; rejected and paused: as often as needed. */
function checkEditable({ review }: Template, now: number) {
  if (review.status !== "APPROVED" && review.status !== "REJECTED" && review.status !== "PAUSED") {
    throw templateError("other", `A template that is ${review.status} cannot be edited.`);
  }
  if (review.status !== "APPROVED") return;
  const within = (ms: number) => review.editedAt.filter((at) => now - at < ms).length;
  if (within(DAY_MS) >= 1 || within(30 * DAY_MS) >= 10) {
    throw templateError(
      "edit_limit",
      "Approved templates can be edited once in 24 hours and 10 times in 30 days.",
    );
  }
}

export function unpauseTemplate({ target: template, network }: TemplateCall): Answer {
  if (template.review.status !== "PAUSED") throw badParameter("The template is not paused.");
  setStatus(network, template, { status: "APPROVED", reason: "NONE" });
  return reply({ success: true });
}
