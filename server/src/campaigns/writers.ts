// What a campaign's people are written by: a writer for each variant and sender, because what a template is depends on
// the sender's account.

import type { Tx } from "../kernel/db.ts";
import { readTemplateGroup } from "../templates/index.ts";
import type { Content } from "./campaign.ts";
import { createWriter, type Writer } from "./content.ts";
import { contentsOf } from "./split.ts";
import type { Asking } from "./store/freeze.ts";
import type { CampaignRow } from "./store/campaign.ts";

export type Writers = {
  /** Null when the sender is not there any more. */
  of(person: { variant: number | null; sender_id: string }): Writer | null;
  all: readonly Writer[];
  /** What each variant asks of people, whichever sender they have. */
  asking: readonly Asking[];
};

export async function readWriters(
  tx: Tx,
  campaign: CampaignRow,
  senderIds: readonly string[],
): Promise<Writers> {
  const bySender: Map<string, Writer>[] = [];
  const asking: Asking[] = [];
  for (const content of contentsOf(campaign)) {
    const writers = new Map<string, Writer>();
    // oxlint-disable-next-line no-await-in-loop -- a few, and kept
    for (const id of senderIds) writers.set(id, await writerOf(tx, campaign, content, id));
    bySender.push(writers);
    const required = new Set([...writers.values()].flatMap((writer) => writer.required));
    asking.push({ mapping: content.template?.variables ?? {}, required: [...required] });
  }
  return {
    of: ({ variant, sender_id }) => bySender[(variant ?? 1) - 1]?.get(sender_id) ?? null,
    all: bySender.flatMap((writers) => [...writers.values()]),
    asking,
  };
}

export async function writerOf(
  tx: Tx,
  { tenant_id: tenantId, id }: Pick<CampaignRow, "tenant_id" | "id">,
  content: Content,
  senderId: string,
): Promise<Writer> {
  const { template } = content;
  const group =
    template === null ? null : await readTemplateGroup(tx, { tenantId, senderId, name: template.name });
  return createWriter(content, group, id);
}
