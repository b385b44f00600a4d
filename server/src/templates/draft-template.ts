// What people want of a template: a draft by the provider's rules, its submission, its end.

import type { CreateTemplate, UpdateTemplate } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import type { Mode } from "../kernel/route.ts";
import { draftOf } from "./present-template.ts";
import type { Intent, TemplateRow } from "./store/rows.ts";
import { dropDraft, insertDraft, notifyTemplates, writeDraft, writeIntent } from "./store/template.ts";
import type { Draft } from "./template.ts";
import { templateErrors } from "./template-errors.ts";

export type TemplateOwner = { tenantId: string; mode: Mode; account: string; id: string };

export async function draftTemplate(
  tx: Tx,
  owner: TemplateOwner,
  wanted: CreateTemplate,
): Promise<TemplateRow> {
  const { name, language, category, components } = wanted;
  const parameterFormat = wanted.parameter_format ?? "POSITIONAL";
  const draft: Draft = { category, components, ttl_seconds: wanted.message_send_ttl_seconds ?? null };
  requireRules(draft, parameterFormat);
  const { tenantId: tenant_id, mode, account, id } = owner;
  const row = {
    tenant_id,
    id,
    mode,
    account,
    name,
    language,
    parameter_format: parameterFormat,
    category,
    draft,
  };
  const [inserted] = await insertDraft(tx, [JSON.stringify(row)]);
  if (inserted === undefined) {
    const detail = `The account ${account} has a template ${name} in ${language} already.`;
    throw new AppError("template_exists", detail, {
      errors: [{ path: "/name", message: "is already used" }],
    });
  }
  return wanted.submit === true ? ask(tx, inserted, "submit") : inserted;
}

function requireRules(draft: Draft, parameterFormat: TemplateRow["parameter_format"]): void {
  const { category, components, ttl_seconds: ttlSeconds } = draft;
  const errors = templateErrors({ category, parameterFormat, components }, ttlSeconds);
  if (errors.length === 0) return;
  throw new AppError("template_invalid", "The provider would refuse this template.", { errors });
}

export async function redraft(tx: Tx, row: TemplateRow, change: UpdateTemplate): Promise<TemplateRow> {
  requireRest(row);
  const former = draftOf(row);
  const draft: Draft = {
    category: change.category ?? (former.category as Draft["category"]),
    components: change.components ?? former.components,
    ttl_seconds:
      change.message_send_ttl_seconds === undefined
        ? (row.draft ?? row).ttl_seconds
        : change.message_send_ttl_seconds,
  };
  if (row.status === "APPROVED" && draft.category !== row.category) {
    throw new AppError("template_invalid", "The category of an approved template cannot be changed.", {
      errors: [{ path: "/category", message: `must stay ${row.category} while it is approved` }],
    });
  }
  requireRules(draft, row.parameter_format);
  const [written] = await writeDraft(tx, [row.tenant_id, row.id, JSON.stringify(draft)]);
  if (written === undefined) throw new Error("a locked template is there");
  return change.submit === true ? askSubmit(tx, written) : written;
}

/** The provider takes changes in these states only ("Manage templates"); the first is not known to it yet. */
const submittable = ["DRAFT", "APPROVED", "REJECTED", "PAUSED"];

export async function askSubmit(tx: Tx, row: TemplateRow): Promise<TemplateRow> {
  requireRest(row);
  if (row.draft === null) throw wrongState(row, "There is no change to submit.");
  if (!submittable.includes(row.status)) {
    throw wrongState(
      row,
      `It is ${row.status}; its provider takes changes when it is ${submittable.slice(1).join(", ")}.`,
    );
  }
  return ask(tx, row, "submit");
}

/** Null when it is gone at once, because no provider has it. */
export async function askDelete(tx: Tx, row: TemplateRow): Promise<TemplateRow | null> {
  requireRest(row);
  if (row.provider_id === null) {
    await dropDraft(tx, [row.tenant_id, row.id]);
    return null;
  }
  if (row.status === "DISABLED") throw wrongState(row, "Its provider keeps disabled templates.");
  return ask(tx, row, "delete");
}

/** A pause by pacing has no end of its own ("Template pacing"); one by quality ends sooner so. */
export async function askUnpause(tx: Tx, row: TemplateRow): Promise<TemplateRow> {
  requireRest(row);
  if (row.status !== "PAUSED" || row.provider_id === null) throw wrongState(row, "It is not paused.");
  return ask(tx, row, "unpause");
}

async function ask(tx: Tx, row: TemplateRow, intent: Intent): Promise<TemplateRow> {
  const [asked] = await writeIntent(tx, [row.tenant_id, row.id, intent]);
  if (asked === undefined) throw new Error("a locked template is there");
  await notifyTemplates(tx, []);
  return asked;
}

/** What the provider was asked for and has not answered comes first. A refusal is an answer. */
function requireRest(row: TemplateRow): void {
  if (row.status === "DELETED") throw wrongState(row, "It is deleted.");
  if (row.intent !== null && row.intent_error === null)
    throw wrongState(row, "It is on its way to its provider.");
}

function wrongState({ id }: TemplateRow, why: string): AppError {
  return new AppError(
    "template_wrong_state",
    `The template ${presentId("tpl", id)} cannot do this now. ${why}`,
  );
}
