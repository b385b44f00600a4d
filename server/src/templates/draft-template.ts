// What people want of a template: a draft by the rules of whoever shows it, its submission, its end.

import type { CreateTemplate, UpdateTemplate } from "@waypost/contract";
import { isDeepStrictEqual } from "node:util";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { Mode } from "../kernel/route.ts";
import { checkContent, type Writing } from "./check-content.ts";
import { asFieldErrors } from "./findings.ts";
import { draftOf } from "./present-template.ts";
import { requireReviewed } from "./review-template.ts";
import type { Intent, TemplateRow } from "./store/rows.ts";
import {
  dropDraft,
  endLocal,
  insertDraft,
  notifyTemplates,
  publishDraft,
  writeDraft,
  writeIntent,
} from "./store/template.ts";
import type { Draft } from "./template.ts";
import { wrongState } from "./wrong-state.ts";

export type TemplateOwner = { tenantId: string; mode: Mode; account: string; id: string; author: string };

export async function draftTemplate(
  tx: Tx,
  owner: TemplateOwner,
  wanted: CreateTemplate,
): Promise<TemplateRow> {
  const { name, language, category, components, variables, kind = "cloud_api" } = wanted;
  const parameterFormat = kind === "local" ? "NAMED" : (wanted.parameter_format ?? "POSITIONAL");
  const draft: Draft = {
    category,
    components,
    ttl_seconds: wanted.message_send_ttl_seconds ?? null,
    variables: variables ?? {},
  };
  requireRules({ kind, parameterFormat, draft });
  const { tenantId: tenant_id, mode, account, id, author: draft_author } = owner;
  const named = { tenant_id, id, mode, kind, account, name, language };
  const row = { ...named, category, draft, draft_author, parameter_format: parameterFormat };
  const [inserted] = await insertDraft(tx, [JSON.stringify(row)]);
  if (inserted === undefined) {
    const whose = kind === "local" ? "There is" : `The account ${account} has`;
    throw new AppError("template_exists", `${whose} a template ${name} in ${language} already.`, {
      errors: [{ path: "/name", message: "is already used" }],
    });
  }
  return wanted.submit === true ? askSubmit(tx, inserted) : inserted;
}

function requireRules(writing: Writing): void {
  const { errors } = checkContent(writing);
  if (errors.length === 0) return;
  const detail =
    writing.kind === "local" ? "This template cannot be shown." : "The provider would refuse this template.";
  throw new AppError("template_invalid", detail, { errors: asFieldErrors(errors) });
}

export async function redraft(
  tx: Tx,
  row: TemplateRow,
  { change, author }: { change: UpdateTemplate; author: string },
): Promise<TemplateRow> {
  requireRest(row);
  const former = draftOf(row);
  const draft: Draft = {
    category: change.category ?? (former.category as Draft["category"]),
    components: change.components ?? former.components,
    ttl_seconds:
      change.message_send_ttl_seconds === undefined
        ? (row.draft ?? row).ttl_seconds
        : change.message_send_ttl_seconds,
    variables: change.variables ?? row.draft?.variables ?? row.variables,
  };
  if (row.kind === "cloud_api" && row.status === "APPROVED" && draft.category !== row.category) {
    throw new AppError("template_invalid", "The category of an approved template cannot be changed.", {
      errors: [{ path: "/category", message: `must stay ${row.category} while it is approved` }],
    });
  }
  requireRules({ kind: row.kind, parameterFormat: row.parameter_format, draft });
  const [written] = await writeDraft(tx, [row.tenant_id, row.id, JSON.stringify(draft), author]);
  if (written === undefined) throw new Error("a locked template is there");
  return change.submit === true ? askSubmit(tx, written) : written;
}

/** The provider takes changes in these states only ("Manage templates"); the first is not known to it yet. */
const submittable = ["DRAFT", "APPROVED", "REJECTED", "PAUSED"];

export async function askSubmit(tx: Tx, row: TemplateRow): Promise<TemplateRow> {
  requireRest(row);
  if (row.draft === null) throw wrongState(row, "There is no change to submit.");
  await requireReviewed(tx, row);
  if (needsNoProvider(row, row.draft)) {
    const [published] = await publishDraft(tx, [row.tenant_id, row.id]);
    if (published === undefined) throw new Error("a locked template is there");
    return published;
  }
  if (!submittable.includes(row.status)) {
    throw wrongState(
      row,
      `It is ${row.status}; its provider takes changes when it is ${submittable.slice(1).join(", ")}.`,
    );
  }
  return ask(tx, row, "submit");
}

/** Nobody else reviews a local template, and nobody at Meta knows what stands in for a value. */
function needsNoProvider({ kind, components, category, ttl_seconds }: TemplateRow, draft: Draft): boolean {
  if (kind === "local") return true;
  return isDeepStrictEqual(
    { components, category, ttl_seconds },
    { components: draft.components, category: draft.category, ttl_seconds: draft.ttl_seconds },
  );
}

/** Null when it is gone at once, because no provider has it and no message used it. */
export async function askDelete(tx: Tx, row: TemplateRow): Promise<TemplateRow | null> {
  requireRest(row);
  if (row.kind === "local" && row.live_version !== null) {
    const [ended] = await endLocal(tx, [row.tenant_id, row.id]);
    return ended ?? null;
  }
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
