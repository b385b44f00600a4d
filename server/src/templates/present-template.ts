// A template as the API shows it.

import type { TemplateResource } from "@waypost/contract";
import { presentId } from "../kernel/ids.ts";
import { checkContent } from "./check-content.ts";
import { compileTemplate, type TemplateVersion } from "./compile-template.ts";
import type { TemplateRow } from "./store/rows.ts";
import type { EventRow } from "./store/template.ts";
import type { Content, Draft } from "./template.ts";

export function presentTemplate(row: TemplateRow, history?: readonly EventRow[]): TemplateResource {
  const content = contentOf(row);
  const { variables, variations } = compileTemplate(versionOf(row));
  return {
    id: presentId("tpl", row.id),
    kind: row.kind,
    name: row.name,
    language: row.language,
    account: row.kind === "local" ? null : row.account,
    mode: row.mode,
    status: row.status,
    rejection_reason: row.rejection_reason,
    quality: row.quality,
    category: content.category as TemplateResource["category"],
    previous_category: row.previous_category,
    correct_category: row.correct_category,
    paused_until: row.paused_until?.toISOString() ?? null,
    parameter_format: row.parameter_format,
    components: content.components.map((component) => ({ ...component })),
    message_send_ttl_seconds: row.components === null ? (row.draft?.ttl_seconds ?? null) : row.ttl_seconds,
    draft: presentDraft(row),
    submission: presentSubmission(row),
    variables: [...variables],
    variations,
    warnings: warningsIn(row),
    review: presentReview(row),
    provider_template_id: row.provider_id,
    version: row.version,
    live_version: row.live_version,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    ...(history === undefined ? {} : { history: history.map(presentEvent) }),
  };
}

/** What is sent, or the draft of what nobody has seen. */
export function versionOf(row: TemplateRow): TemplateVersion {
  const { kind, id, name, language, status, version, live_version: live } = row;
  const variables = row.components === null ? (row.draft?.variables ?? {}) : row.variables;
  return { ...contentOf(row), kind, id, name, language, status, variables, version: live ?? version };
}

export function draftedVersionOf(row: TemplateRow): TemplateVersion {
  const { kind, id, name, language, status, version, draft_version: drafted } = row;
  const variables = row.draft?.variables ?? row.variables;
  return { ...draftOf(row), kind, id, name, language, status, variables, version: drafted ?? version };
}

function warningsIn(row: TemplateRow): TemplateResource["warnings"] {
  const { kind, parameter_format: parameterFormat, ttl_seconds } = row;
  const { category, components } = draftOf(row);
  const draft = row.draft ?? { category: category as Draft["category"], components, ttl_seconds };
  return checkContent({ kind, parameterFormat, draft }).warnings;
}

function presentReview({ draft, draft_version: version, draft_author: author, review }: TemplateRow) {
  if (draft === null || version === null) return null;
  const said = review ?? { state: "waiting" as const, by: null, at: null, note: null };
  return { version, author, ...said };
}

/** What is sent: the provider's version, or the draft of what it has not seen. */
export function contentOf(row: TemplateRow): Content {
  if (row.components === null) return draftOf(row);
  return { category: row.category, parameterFormat: row.parameter_format, components: row.components };
}

/** What people have written last. */
export function draftOf(row: TemplateRow): Content {
  const { draft } = row;
  return {
    category: draft?.category ?? row.category,
    parameterFormat: row.parameter_format,
    components: draft?.components ?? row.components ?? [],
  };
}

function presentDraft({ components, draft }: TemplateRow): TemplateResource["draft"] {
  // Before the provider has it, the draft is the template.
  if (components === null || draft === null) return null;
  return {
    category: draft.category,
    components: draft.components.map((component) => ({ ...component })),
    message_send_ttl_seconds: draft.ttl_seconds,
    variables: { ...draft.variables },
  };
}

function presentSubmission({
  intent,
  intent_at: at,
  intent_error: error,
}: TemplateRow): TemplateResource["submission"] {
  if (intent === null || at === null) return null;
  return {
    action: intent,
    asked_at: at.toISOString(),
    error:
      error === null ? null : { code: error.code, detail: error.detail, provider_code: error.providerCode },
  };
}

function presentEvent({
  at,
  type,
  source,
  detail,
}: EventRow): NonNullable<TemplateResource["history"]>[number] {
  return { at: at.toISOString(), type, source, detail };
}
