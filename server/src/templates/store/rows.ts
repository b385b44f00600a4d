// The rows of templates as statements answer them.

import type { ParameterFormat, TemplateKind } from "@waypost/contract";
import type { Mode } from "../../kernel/route.ts";
import type { TransportError } from "../../transports/transport.ts";
import type { Json } from "../json.ts";
import type { TemplateState } from "../state.ts";
import type { Draft, Review } from "../template.ts";
import type { VariableValues } from "../values.ts";

export type TemplateRow = TemplateState & {
  tenant_id: string;
  id: string;
  mode: Mode;
  kind: TemplateKind;
  /** '' for a local one. */
  account: string;
  name: string;
  language: string;
  parameter_format: ParameterFormat;
  components: readonly Json[] | null;
  ttl_seconds: number | null;
  /** Of what is sent. */
  variables: VariableValues;
  draft: Draft | null;
  draft_author: string | null;
  review: Review | null;
  provider_id: string | null;
  intent: Intent | null;
  intent_at: Date | null;
  intent_due_at: Date | null;
  intent_tries: number;
  intent_error: TransportError | null;
  version: number;
  live_version: number | null;
  draft_version: number | null;
  created_at: Date;
  updated_at: Date;
};

/** What the provider has still to be told. */
export type Intent = "submit" | "delete" | "unpause";

export const columns = `tenant_id, id, mode, kind, account, name, language, parameter_format, category, components,
  ttl_seconds, variables, draft, draft_author, review, provider_id, status, status_at, rejection_reason, paused_until,
  quality, quality_at, previous_category, correct_category, category_at, intent, intent_at, intent_due_at,
  intent_tries, intent_error, version, live_version, draft_version, created_at, updated_at`;

export const columnsOfT = columns.replaceAll(/\w+/g, "t.$&");

/** A WhatsApp Business Account of a tenant, in one of its two worlds. */
export type AccountKey = { tenant_id: string; mode: Mode; account: string };
