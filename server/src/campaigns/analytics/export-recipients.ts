// The CSV of a campaign's people and what became of each, bite by bite, so that neither memory nor a transaction grows.

import { Readable } from "node:stream";
import type { RecipientFilter } from "@waypost/contract";
import { csvLine } from "../../audience/index.ts";
import type { Database } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import type { StreamReply } from "../../kernel/route.ts";
import type { CampaignRow } from "../store/campaign.ts";
import type { RecipientRow } from "../store/recipients.ts";
import { meantBy } from "./filter.ts";
import { type Bite, listReported } from "./store/recipients.ts";

/** What follows these are the variables, one column each. */
const columns: Readonly<Record<string, (row: RecipientRow) => string>> = {
  contact: ({ contact_id }) => presentId("con", contact_id),
  phone: ({ phone }) => phone ?? "",
  status: ({ status }) => status,
  reason: ({ reason }) => reason ?? "",
  error: ({ error }) => error ?? "",
  message: ({ message_id }) => (message_id === null ? "" : presentId("msg", message_id)),
  from: ({ sender_id }) => (sender_id === null ? "" : presentId("snd", sender_id)),
  language: ({ language }) => language ?? "",
  replied_at: ({ replied_at }) => replied_at?.toISOString() ?? "",
  clicked_at: ({ clicked_at }) => clicked_at?.toISOString() ?? "",
  converted_at: ({ converted_at }) => converted_at?.toISOString() ?? "",
  variant: ({ variant }) => variant?.toString() ?? "",
  opted_out_at: ({ opted_out_at }) => opted_out_at?.toISOString() ?? "",
};

const biteRows = 2_000;

export function exportRecipients(
  db: Pick<Database, "asTenants">,
  campaign: CampaignRow,
  filter: RecipientFilter,
): StreamReply {
  return {
    status: 200,
    body: Readable.from(linesOf(db, campaign, filter)),
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${presentId("cmp", campaign.id)}.csv"`,
    },
  };
}

async function* linesOf(
  db: Pick<Database, "asTenants">,
  { tenant_id: tenantId, id: campaignId, content }: CampaignRow,
  filter: RecipientFilter,
): AsyncGenerator<string> {
  const names = Object.keys(content.template?.variables ?? {});
  yield csvLine([...Object.keys(columns), ...names.map((name) => `variables.${name}`)]);
  const asked = { tenantId, campaignId, ...meantBy(filter), limit: biteRows };
  const biteAfter = (after: string | null): Promise<Bite> =>
    db.asTenants([tenantId], (tx) => listReported(tx, { ...asked, after }));
  for (let bite = await biteAfter(null); ; bite = await biteAfter(bite.last)) {
    yield bite.rows.map((row) => csvLine(cellsOf(row, names))).join("");
    if (bite.last === null) return;
  }
}

function cellsOf(row: RecipientRow, names: readonly string[]): string[] {
  const own = Object.values(columns).map((cellOf) => cellOf(row));
  return [...own, ...names.map((name) => row.variables?.[name] ?? "")];
}
