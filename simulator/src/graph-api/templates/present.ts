// A template as Graph shows it (Meta: templates).
import type { Template } from "../../business/index.ts";
import type { Network } from "../../network.ts";
import { withAddresses } from "./samples.ts";

export const DEFAULT_FIELDS = [
  "name",
  "parameter_format",
  "components",
  "language",
  "status",
  "category",
  "sub_category",
];

export function presentTemplate(
  { conditions }: Pick<Network, "conditions">,
  { review, ...template }: Template,
): { id: string } & Record<string, unknown> {
  // A fault that pauses it for who sends pauses it for who looks.
  const isPaused = conditions.faults.account.paused_templates.includes(template.name);
  const status = isPaused ? "PAUSED" : review.status;
  return {
    id: template.id,
    name: template.name,
    parameter_format: template.parameterFormat,
    components: withAddresses(template.components),
    language: template.language,
    status,
    category: template.category,
    rejected_reason: review.rejectedReason,
    quality_score: {
      score: status === "PAUSED" || status === "DISABLED" ? "RED" : "UNKNOWN",
    },
    library_template_name: template.library === "" ? undefined : template.library,
    message_send_ttl_seconds: template.ttlSeconds ?? undefined,
  };
}
