// A template as Graph shows it (Meta: templates).
import type { Template } from "../../business/index.ts";

export const DEFAULT_FIELDS = [
  "name",
  "parameter_format",
  "components",
  "language",
  "status",
  "category",
  "sub_category",
];

export function presentTemplate({ review, ...template }: Template): { id: string } & Record<string, unknown> {
  return {
    id: template.id,
    name: template.name,
    parameter_format: template.parameterFormat,
    components: template.components,
    language: template.language,
    status: review.status,
    category: template.category,
    rejected_reason: review.rejectedReason,
    quality_score: {
      score: review.status === "PAUSED" || review.status === "DISABLED" ? "RED" : "UNKNOWN",
    },
    message_send_ttl_seconds: template.ttlSeconds ?? undefined,
  };
}
