// Applies what webhooks tell of templates: to every tenant that has the account under the secret that signed.

import type { Tx } from "../kernel/db.ts";
import { type OtherChange, readTemplateChanges } from "../transports/cloud-api/index.ts";
import type { TemplateChange } from "../transports/template-sync.ts";
import { applyFacts } from "./apply-facts.ts";
import { type Fact, inSeconds, notAhead } from "./state.ts";
import { hurrySync, lockToldTemplates } from "./store/facts.ts";
import { notifyTemplates } from "./store/template.ts";

/** A change, and the fingerprint of the secret its webhook was signed with. */
type ToldChange = { webhookKey: string; change: TemplateChange };

/**
 * In the transaction that takes the webhooks as read. Repeated and late ones change nothing. A template that is not
 * known, or whose texts were changed elsewhere, is read from its provider soon.
 */
export async function applyTemplateEvents(
  tx: Tx,
  told: readonly ToldChange[],
  now: Date,
): Promise<{ applied: number; unknown: number }> {
  if (told.length === 0) return { applied: 0, unknown: 0 };
  const rows = await lockToldTemplates(
    tx,
    told.map(({ webhookKey, change }) => ({
      webhook_key: webhookKey,
      account: change.accountId,
      name: change.name,
      language: change.language,
    })),
  );
  const byName = Map.groupBy(rows, (row) => nameOf(row.webhook_key, row.account, row.name, row.language));
  const facts: Fact[] = [];
  const strange: ToldChange[] = [];
  for (const each of told) {
    const { change } = each;
    const meant = byName.get(nameOf(each.webhookKey, change.accountId, change.name, change.language)) ?? [];
    if (meant.length === 0 || change.news.kind === "components") strange.push(each);
    for (const { id } of meant) {
      facts.push({
        templateId: id,
        source: "webhook",
        at: notAhead(inSeconds(change.at), now),
        news: change.news,
      });
    }
  }
  const applied = await applyFacts(tx, rows, facts);
  await hurrySync(
    tx,
    strange.map(({ webhookKey, change }) => ({ webhook_key: webhookKey, account: change.accountId })),
  );
  if (strange.length > 0) await notifyTemplates(tx, []);
  return { applied, unknown: strange.length };
}

function nameOf(...parts: [webhookKey: string, account: string, name: string, language: string]): string {
  return parts.join(" ");
}

const fields: ReadonlySet<string> = new Set([
  "message_template_status_update",
  "message_template_quality_update",
  "message_template_components_update",
  "template_category_update",
]);

/** A change as the intake keeps it: not read yet, with the secret that proved it. */
type ProvedChange = OtherChange & { webhookKey: string; receivedAt: Date };

/**
 * What intake gives changes about templates to. First, in a transaction of its own: templates are locked before
 * messages and their entries, wherever both are.
 */
export function templateConsumer(deps: { now(): Date; onUnreadable(error: Error): void }) {
  return {
    name: "templates",
    fields,
    first: true,
    consume: async (tx: Tx, changes: readonly ProvedChange[]): Promise<void> => {
      const told = changes.flatMap((each): ToldChange[] => {
        const { changes: read, unreadable } = readTemplateChanges([each], each.receivedAt);
        for (const { field, reason } of unreadable) deps.onUnreadable(new Error(`${field}: ${reason}`));
        return read.map((change) => ({ webhookKey: each.webhookKey, change }));
      });
      await applyTemplateEvents(tx, told, deps.now());
    },
  };
}
