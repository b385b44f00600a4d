// Brings what was told of templates into their rows: each fact once, in the order of their times, in one go.

import type { Tx } from "../kernel/db.ts";
import type { TemplateNews } from "../transports/template-sync.ts";
import { insertEvents, type NewEvent, writeStates } from "./store/facts.ts";
import type { TemplateRow } from "./store/rows.ts";
import { notifyTemplates } from "./store/template.ts";
import { afterFact, type Fact, keyOf, type TemplateState } from "./state.ts";

/** `rows` are locked by the caller, and facts of other templates are left out. Answers how many were new. */
export async function applyFacts(
  tx: Tx,
  rows: readonly TemplateRow[],
  facts: readonly Fact[],
): Promise<number> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const known = facts.flatMap((fact) => {
    const row = byId.get(fact.templateId);
    // What was read or inferred and is no news is not worth a line of history.
    const isOld = row === undefined || (fact.source !== "webhook" && afterFact(row, fact) === row);
    return isOld ? [] : [{ row, fact }];
  });
  if (known.length === 0) return 0;
  const inserted = await insertEvents(
    tx,
    known.map(({ row, fact }) => eventOf(row, fact)),
  );
  const fresh = new Set(inserted.map(({ template_id, type, key }) => `${template_id} ${type} ${key}`));
  const news = known
    // The same fact twice in one go is one fact.
    .filter(({ fact }) => fresh.delete(`${fact.templateId} ${fact.news.kind} ${keyOf(fact)}`))
    .toSorted((one, other) => one.fact.at.getTime() - other.fact.at.getTime());
  const states = new Map<TemplateRow, TemplateState>();
  for (const { row, fact } of news) states.set(row, afterFact(states.get(row) ?? row, fact));
  const changed = [...states].filter(([row, state]) => state !== row);
  await writeStates(
    tx,
    changed.map(([{ tenant_id, id }, state]) => ({ ...stateOf(state), tenant_id, id })),
  );
  if (changed.length > 0) await notifyTemplates(tx, []);
  return inserted.length;
}

function eventOf({ tenant_id, id }: TemplateRow, fact: Fact): NewEvent {
  const { source, at, news } = fact;
  return {
    tenant_id,
    template_id: id,
    type: news.kind,
    key: keyOf(fact),
    source,
    at: at.toISOString(),
    detail: detailOf(news),
  };
}

function detailOf(news: TemplateNews): Record<string, unknown> {
  const { kind: _, ...detail } = news;
  return detail;
}

/** A row has more than its state. */
function stateOf(state: TemplateState): TemplateState {
  return {
    status: state.status,
    status_at: state.status_at,
    rejection_reason: state.rejection_reason,
    paused_until: state.paused_until,
    quality: state.quality,
    quality_at: state.quality_at,
    category: state.category,
    previous_category: state.previous_category,
    correct_category: state.correct_category,
    category_at: state.category_at,
  };
}
