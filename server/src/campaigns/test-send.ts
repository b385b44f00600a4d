// Sends a campaign's message to up to five numbers of one's own, as people will get it, before it is launched.

import type { TestCampaign } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import type { Caller } from "../kernel/route.ts";
import { type AcceptedMessage, prepareMessage, queueMessages } from "../messaging/index.ts";
import type { WorkDeps } from "./deps.ts";
import { requireSendable } from "./launch.ts";
import { nobody, trackLinks } from "./links/track-links.ts";
import { contentsOf } from "./split.ts";
import { type CampaignRow, markTested } from "./store/campaign.ts";
import { insertLinks, type LinkRow } from "./store/links.ts";
import { readVariablesOf } from "./store/recipients.ts";
import { readSenders } from "./store/queue.ts";
import { writerOf } from "./writers.ts";

export type TestDeps = Pick<WorkDeps, "carriedTypes" | "linkBase" | "newId" | "now" | "plan"> & {
  /** E.164, or an AppError that points at `path`. */
  parsePhone(tenantId: string, text: string, path: string): Promise<string>;
};

export type Tested = { to: string; id: string };

/**
 * Through the first sender. Texts are those of the contact with the number, then those that were given; quiet hours do
 * not count, because whoever asks is waiting for it.
 */
export async function sendTest(
  deps: TestDeps,
  tx: Tx,
  { caller, campaign, wish }: { caller: Caller; campaign: CampaignRow; wish: TestCampaign },
): Promise<Tested[]> {
  await requireSendable(tx, campaign);
  const phones: string[] = [];
  for (const [place, text] of wish.to.entries())
    phones.push(await deps.parsePhone(caller.tenantId, text, `/to/${place}`));
  const rows: AcceptedMessage[] = [];
  const links: LinkRow[] = [];
  for (const phone of new Set(phones)) {
    const made = await testMessage(deps, tx, { campaign, phone, wish });
    rows.push(made.row);
    links.push(...made.links);
  }
  const reserved = (await deps.plan?.reserve(caller, rows.length, deps.now())) ?? null;
  if (reserved?.refusal) {
    reserved.settle(0);
    throw reserved.refusal;
  }
  await queueMessages(tx, rows);
  await insertLinks(tx, campaign, links);
  await markTested(tx, [campaign.tenant_id, campaign.id, campaign.version]);
  reserved?.settle(rows.length);
  return rows.map(({ recipient, id }) => ({ to: recipient, id: presentId("msg", id) }));
}

async function testMessage(
  deps: TestDeps,
  tx: Tx,
  { campaign, phone, wish }: { campaign: CampaignRow; phone: string; wish: TestCampaign },
): Promise<{ row: AcceptedMessage; links: LinkRow[] }> {
  const { tenant_id: tenantId, mode } = campaign;
  const content = contentsOf(campaign)[(wish.variant ?? 1) - 1];
  if (content === undefined)
    throw new AppError("invalid_request", "The campaign has no such variant.", {
      errors: [{ path: "/variant", message: "is none of the campaign's" }],
    });
  const [share] = campaign.senders;
  const [sender] = await readSenders(tx, [tenantId, [share?.id]]);
  if (sender === undefined || sender.deleted_at !== null)
    throw new AppError("sender_not_found", "Its sender is not there any more.");
  const known = await readVariablesOf(tx, tenantId, phone, content.template?.variables ?? {});
  const writer = await writerOf(tx, campaign, content, sender.id);
  const variables = { ...writer.samples, ...known?.variables, ...wish.variables };
  const written = writer.write({
    contactId: known?.contact_id ?? tenantId,
    language: known?.language ?? null,
    variables,
  });
  if (!written.ok)
    throw new AppError("template_variables_invalid", `It cannot be filled: ${written.reason}.`);
  const { body, links } =
    campaign.ways.track_links === true
      ? trackLinks(
          { id: campaign.id, linkBase: deps.linkBase },
          { contactId: nobody, body: written.body, buttons: written.buttons },
        )
      : { body: written.body, links: [] };
  const row = prepareMessage(
    { to: phone, message: body, category: content.category, unknown_policy: "once" },
    {
      tenantId,
      mode,
      sender: { id: sender.id, shard: sender.shard, messageTypes: deps.carriedTypes(sender.transport) },
      recipient: phone,
      id: deps.newId(),
      now: deps.now(),
    },
  );
  const used = written.used === null ? {} : { template_used: written.used };
  const metadata = { campaign_test: presentId("cmp", campaign.id) };
  return { row: { ...row, ...used, quiet_hours: {}, metadata }, links };
}
