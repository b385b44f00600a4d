// The rows of templates as statements answer them.

import type { ParameterFormat } from "@waypost/contract";
import type { Mode } from "../../kernel/route.ts";
import type { TransportError } from "../../transports/transport.ts";
import type { Json } from "../json.ts";
import type { TemplateState } from "../state.ts";
import type { Draft } from "../template.ts";

export type TemplateRow = TemplateState & {
  tenant_id: string;
  id: string;
  mode: Mode;
  account: string;
  name: string;
  language: string;
  parameter_format: ParameterFormat;
  components: readonly Json[] | null;
  ttl_seconds: number | null;
  draft: Draft | null;
  provider_id: string | null;
  intent: Intent | null;
  intent_at: Date | null;
  intent_due_at: Date | null;
  intent_tries: number;
  intent_error: TransportError | null;
  version: number;
  created_at: Date;
  updated_at: Date;
};

/** What the provider has still to be told. */
export type Intent = "submit" | "delete" | "unpause";

export const columns = `tenant_id, id, mode, account, name, language, parameter_format, category, components,
  ttl_seconds, draft, provider_id, status, status_at, rejection_reason, paused_until, quality, quality_at,
  previous_category, correct_category, category_at, intent, intent_at, intent_due_at, intent_tries, intent_error,
  version, created_at, updated_at`;

export const columnsOfT = columns.replaceAll(/\w+/g, "t.$&");

/** A WhatsApp Business Account of a tenant, in one of its two worlds. */
export type AccountKey = { tenant_id: string; mode: Mode; account: string };
