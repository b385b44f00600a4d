// Speaking with providers about templates: what people want is told, and what there is is read.

import type { Database } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";
import { readSenderWithKeys, type SenderWithKeys } from "../senders/index.ts";
import { keepsTemplates, type TemplateAnswer, type TemplateSync } from "../transports/template-sync.ts";
import type { Session, TransportError } from "../transports/transport.ts";
import { applyFacts } from "./apply-facts.ts";
import { type Listed, mergeAccount } from "./merge-account.ts";
import { type Fact, inSeconds } from "./state.ts";
import {
  claimAccounts,
  claimIntents,
  type DueAccount,
  type DueIntent,
  endIntent,
  failIntent,
  finishAccount,
  forgetAccount,
  lockTemplate,
  postponeIntent,
} from "./store/follow.ts";
import type { AccountKey } from "./store/rows.ts";
import type { Draft } from "./template.ts";

export type ProviderDeps = {
  /** Under the engine's role. */
  db: Database;
  /** False while nothing may be changed at providers: what a restored database wants may be done long since. */
  mayTell(): Promise<boolean>;
  /** The sender's session, for one conversation. */
  open(sender: SenderWithKeys): Promise<Session | null>;
  newId(): string;
  now(): Date;
  onError(error: Error): void;
};

const atOnce = 10;
const patienceMs = 30_000;
/** A video over a slow line. */
const uploadMs = 60_000;

/** Reads the accounts that are due. Answers how many there were. */
export async function readDueAccounts(deps: ProviderDeps): Promise<number> {
  const due = await claimAccounts(deps.db, [atOnce]);
  await Promise.all(due.map((account) => readAccount(deps, account).catch(deps.onError)));
  return due.length;
}

const minuteS = 60;
const usualS = 10 * minuteS;
const longestS = 6 * 60 * minuteS;

async function readAccount(deps: ProviderDeps, due: DueAccount): Promise<void> {
  const { tenant_id, mode, account, failures } = due;
  const asked = await withTemplates(deps, due, (sync) => listAll(sync, null, deps.now()));
  if (asked === null) return void (await forgetAccount(deps.db, [tenant_id, mode, account]));
  const key = [tenant_id, mode, account];
  if (asked.kind !== "done") {
    const { code, detail } = asked.error;
    const next = Math.min(longestS, usualS * 2 ** Math.min(failures, 10));
    await finishAccount(deps.db, [...key, null, next, failures + 1, JSON.stringify({ code, detail })]);
    return;
  }
  const { value } = asked;
  await deps.db.transaction((tx) => mergeAccount(tx, due, value, deps.newId));
  await finishAccount(deps.db, [...key, value.at, usualS, 0, null]);
}

/** 6,000 templates are the most an account may have, at 50 a page. */
const pagesMax = 150;

async function listAll(sync: TemplateSync, name: string | null, at: Date): Promise<TemplateAnswer<Listed>> {
  const templates: Listed["templates"][number][] = [];
  let after: string | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const asked = await sync.listTemplates({ after, name }, AbortSignal.timeout(patienceMs));
    if (asked.kind !== "done") return asked;
    templates.push(...asked.value.templates);
    after = asked.value.next;
    if (after === null) return { kind: "done", value: { templates, whole: name === null, at } };
  }
  // Longer than any list can be: what it lacks must not be taken for deleted.
  return { kind: "done", value: { templates, whole: false, at } };
}

/** Null when no sender of the account is left, or its provider keeps no templates. */
async function withTemplates<Value>(
  { db, open }: ProviderDeps,
  { tenant_id, mode, sender_id }: { tenant_id: string; mode: Mode; sender_id: string | null },
  work: (sync: TemplateSync) => Promise<Value>,
): Promise<Value | null> {
  const [sender] = sender_id === null ? [] : await readSenderWithKeys(db, [tenant_id, mode, sender_id]);
  const session = sender === undefined ? null : await open(sender);
  if (session === null) return null;
  try {
    return keepsTemplates(session) ? await work(session) : null;
  } finally {
    await session.close();
  }
}

/** Tells providers what people want of templates. Answers how many there were. */
export async function tellIntents(deps: ProviderDeps): Promise<number> {
  if (!(await deps.mayTell())) return 0;
  const due = await claimIntents(deps.db, [atOnce]);
  await Promise.all(due.map((row) => tellIntent(deps, row).catch(deps.onError)));
  return due.length;
}

async function tellIntent(deps: ProviderDeps, row: DueIntent): Promise<void> {
  const at = deps.now();
  const told = await withTemplates(deps, row, async (sync) => {
    const answer = await tell(sync, row);
    // The list says what came of it, also where the answer was lost or it was there already.
    const isThere = answer.kind === "done" || answer.kind === "unknown" || isKnownThere(answer);
    const looked = row.intent === "submit" && isThere ? await listAll(sync, row.name, at) : null;
    return { answer, looked };
  });
  if (told === null) return fail(deps, row, noSender);
  const { answer, looked } = told;
  const seen = looked?.kind === "done" ? looked.value : null;
  const listed = seen?.templates.find((each) => each.language === row.language);
  if (seen !== null) await deps.db.transaction((tx) => mergeAccount(tx, keyOf(row), seen, deps.newId));
  if (row.intent === "delete") return settleDelete(deps, row, answer, at);
  if (row.intent === "unpause") return settleUnpause(deps, row, answer, at);
  if (answer.kind === "done" || isHandedOver(row, listed)) return settleDone(deps, row, answer, at);
  return settleFailure(deps, row, answer);
}

function tell(sync: TemplateSync, row: DueIntent): Promise<TemplateAnswer<unknown>> {
  const { name, draft, provider_id: id } = row;
  if (row.intent === "delete") return sync.deleteTemplate({ name, id }, AbortSignal.timeout(patienceMs));
  if (row.intent === "unpause" && id !== null)
    return sync.unpauseTemplate(id, AbortSignal.timeout(patienceMs));
  return draft === null ? Promise.resolve({ kind: "done", value: null }) : submit(sync, row, draft);
}

async function submit(sync: TemplateSync, row: DueIntent, draft: Draft): Promise<TemplateAnswer<unknown>> {
  const ready = await sync.handOverSamples(draft.components, AbortSignal.timeout(uploadMs));
  if (ready.kind !== "done") return ready;
  const { name, language, provider_id: id, parameter_format: parameterFormat } = row;
  const { category, ttl_seconds: ttlSeconds } = draft;
  const content = { category, components: ready.value, ttlSeconds };
  const signal = AbortSignal.timeout(patienceMs);
  return id === null
    ? sync.createTemplate({ ...content, name, language, parameterFormat }, signal)
    : sync.editTemplate(id, content, signal);
}

/** Told before, by a process that died before it could write that down. */
function isKnownThere(answer: TemplateAnswer<unknown>): boolean {
  return answer.kind === "refused" && answer.error.code === "template_exists";
}

/** A new one is listed; of an edit the list may show what was there before, unless it is in review. */
function isHandedOver(row: DueIntent, listed: { status: string } | undefined): boolean {
  return listed !== undefined && (row.provider_id === null || listed.status === "PENDING");
}

function keyOf({ tenant_id, mode, account }: DueIntent): AccountKey {
  return { tenant_id, mode, account };
}

/** In review from the time it was handed over, if the list has not said so already. */
function settleDone(
  deps: ProviderDeps,
  row: DueIntent,
  answer: TemplateAnswer<unknown>,
  at: Date,
): Promise<void> {
  return settleAs(deps, row, createdStatus(answer) ?? "PENDING", at);
}

/** The provider has done what was wanted; what else it tells of it is newer. */
function settleAs(deps: ProviderDeps, row: DueIntent, event: string, at: Date): Promise<void> {
  return deps.db.transaction(async (tx) => {
    const [locked] = await lockTemplate(tx, [row.tenant_id, row.id]);
    if (locked === undefined) return;
    const news = { kind: "status", event, reason: null, said: null, pausedUntil: null } as const;
    const fact: Fact = { templateId: row.id, source: "api", at: inSeconds(at), news };
    await applyFacts(tx, [locked], [fact]);
    const sent = row.intent === "submit" ? row.draft : null;
    await endIntent(tx, [row.tenant_id, row.id, JSON.stringify(sent)]);
  });
}

function createdStatus(answer: TemplateAnswer<unknown>): string | null {
  if (answer.kind !== "done" || typeof answer.value !== "object" || answer.value === null) return null;
  const { status } = answer.value as { status?: unknown };
  return typeof status === "string" ? status : null;
}

async function settleUnpause(
  deps: ProviderDeps,
  row: DueIntent,
  answer: TemplateAnswer<unknown>,
  at: Date,
): Promise<void> {
  if (answer.kind !== "done") return settleFailure(deps, row, answer);
  await settleAs(deps, row, "APPROVED", at);
}

/** What the provider no longer has is deleted too. */
async function settleDelete(
  deps: ProviderDeps,
  row: DueIntent,
  answer: TemplateAnswer<unknown>,
  at: Date,
): Promise<void> {
  const isGone =
    answer.kind === "done" || (answer.kind === "refused" && answer.error.code === "template_missing");
  if (!isGone) return settleFailure(deps, row, answer);
  await settleAs(deps, row, "DELETED", at);
}

const triesMax = 8;

async function settleFailure(
  deps: ProviderDeps,
  row: DueIntent,
  answer: TemplateAnswer<unknown>,
): Promise<void> {
  if (answer.kind === "done") return;
  const { error } = answer;
  const isFinal = answer.kind === "refused" || row.intent_tries >= triesMax;
  if (isFinal) return fail(deps, row, error);
  const stated = answer.kind === "later" ? answer.afterMs : null;
  const waitS = stated === null ? Math.min(longestS, 15 * 2 ** row.intent_tries) : stated / 1000;
  await postponeIntent(deps.db, [row.tenant_id, row.id, waitS]);
}

async function fail(deps: ProviderDeps, row: DueIntent, error: TransportError): Promise<void> {
  await failIntent(deps.db, [row.tenant_id, row.id, JSON.stringify(error)]);
}

const noSender: TransportError = {
  code: "templates_not_supported",
  providerCode: null,
  detail: "No sender of this account is left that could ask its provider.",
};
