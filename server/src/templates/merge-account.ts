// Brings a provider's list of templates into our rows: what is new, what has changed, what is gone.

import type { Tx } from "../kernel/db.ts";
import type { ProviderTemplate, TemplateNews } from "../transports/template-sync.ts";
import { applyFacts } from "./apply-facts.ts";
import type { Json } from "./json.ts";
import { withOwnSamples } from "./own-samples.ts";
import { type Fact, inSeconds } from "./state.ts";
import { lockTemplatesOfAccount } from "./store/facts.ts";
import { insertFound, writeContents } from "./store/follow.ts";
import type { AccountKey, TemplateRow } from "./store/rows.ts";
import { notifyTemplates } from "./store/template.ts";

export type Listed = {
  templates: readonly ProviderTemplate[];
  /** Whether it is all of the account's, so that what is not in it is gone. */
  whole: boolean;
  /** When it was asked for: what was told since is newer. */
  at: Date;
};

export async function mergeAccount(
  tx: Tx,
  key: AccountKey,
  listed: Listed,
  newId: () => string,
): Promise<void> {
  const rows = await lockTemplatesOfAccount(tx, key);
  const byName = new Map(rows.map((row) => [nameOf(row), row]));
  const at = inSeconds(listed.at);
  const facts: Fact[] = [];
  const contents: Parameters<typeof writeContents>[1][number][] = [];
  const found: Parameters<typeof insertFound>[2][number][] = [];
  for (const template of listed.templates) {
    const row = byName.get(nameOf(template));
    byName.delete(nameOf(template));
    if (row === undefined) found.push({ ...template, row_id: newId(), at: at.toISOString() });
    else {
      const components = withOwnSamples(template.components, submittedOf(row));
      contents.push({ ...template, components, tenant_id: row.tenant_id, row_id: row.id });
      for (const news of newsOf(row, template)) facts.push({ templateId: row.id, source: "sync", at, news });
    }
  }
  if (listed.whole) {
    for (const row of byName.values()) if (isGone(row, listed.at)) facts.push(gone(row, at));
  }
  await insertFound(tx, key, found);
  await writeContents(tx, contents);
  await applyFacts(tx, rows, facts);
  if (found.length > 0) await notifyTemplates(tx, []);
}

/** What the provider was given last, as far as we know. */
function submittedOf({ intent, intent_error: error, draft, components }: TemplateRow): readonly Json[] {
  const isUnderWay = intent === "submit" && error === null;
  return (isUnderWay ? draft?.components : null) ?? components ?? draft?.components ?? [];
}

function nameOf({ name, language }: { name: string; language: string }): string {
  return `${name} ${language}`;
}

function newsOf(row: TemplateRow, listed: ProviderTemplate): TemplateNews[] {
  const news: TemplateNews[] = [];
  if (row.status !== listed.status) {
    news.push({
      kind: "status",
      event: listed.status,
      reason: listed.rejectionReason,
      said: null,
      pausedUntil: null,
    });
  }
  if (listed.quality !== null && row.quality !== listed.quality) {
    news.push({ kind: "quality", score: listed.quality, former: row.quality });
  }
  if (row.category !== listed.category) {
    news.push({ kind: "category", category: listed.category, former: row.category, correct: null });
  }
  if (listed.correctCategory !== null && listed.correctCategory !== row.correct_category) {
    news.push({ kind: "category", category: null, former: null, correct: listed.correctCategory });
  }
  return news;
}

/** Not what was handed over while the list was on its way. */
function isGone(row: TemplateRow, askedAt: Date): boolean {
  return row.provider_id !== null && (row.status_at === null || row.status_at < inSeconds(askedAt));
}

function gone(row: TemplateRow, at: Date): Fact {
  const news = { kind: "status", event: "DELETED", reason: null, said: null, pausedUntil: null } as const;
  return { templateId: row.id, source: "sync", at, news };
}
