// Does what a batch of numbers says of people who opted out elsewhere: nothing is sent to them, and what
// waits is skipped.

import type { Tx } from "../../../kernel/db.ts";
import { presentId } from "../../../kernel/ids.ts";
import { phoneAlias } from "../../address.ts";
import { applyConsent, type ConsentWord } from "../../consent/apply-consent.ts";
import { readAliases } from "../../store/contact.ts";
import { readSuppressions } from "../../store/suppression.ts";
import type { Draft } from "../rows/draft.ts";
import type { Batch } from "./batches.ts";
import type { Job } from "./job.ts";
import type { Written } from "./write.ts";

export async function writeSuppressions(tx: Tx, job: Job, { drafts }: Batch): Promise<Written> {
  const silent = await alreadySilent(tx, job, drafts);
  const fresh = drafts.filter((_, place) => !silent.has(place));
  const { deps } = job;
  const words = await wordsOf(tx, job, fresh);
  for (let at = 0; at < words.length; at += atOnce) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const silenced = await applyConsent(tx, words.slice(at, at + atOnce), deps.people);
    // oxlint-disable-next-line no-await-in-loop -- as above
    await deps.skipWaiting(tx, silenced);
  }
  return {
    created: fresh.length,
    updated: 0,
    unchanged: silent.size,
    consents: 0,
    rejections: [],
    remarks: [],
    duplicates: [],
  };
}

/** Each word is compared with every other one of its statement. */
const atOnce = 250;

type Suppressing = NonNullable<Job["row"]["settings"]["suppression"]>;

function suppressionOf({ row }: Job): Suppressing {
  const { suppression } = row.settings;
  if (suppression === null) throw new Error(`import ${row.id} says why nothing is sent to its people`);
  return suppression;
}

/** The places of those to whom nothing of this purpose is sent as it is. */
async function alreadySilent(tx: Tx, job: Job, drafts: readonly Draft[]): Promise<Set<number>> {
  const { tenant_id } = job.row;
  const { purpose } = suppressionOf(job);
  const asked = drafts.map(({ phone }, index) => ({
    index,
    tenant_id,
    address_hash: job.deps.people.hash(tenant_id, phoneAlias(phone)),
  }));
  const rows = await readSuppressions(tx, asked);
  return new Set(
    rows.filter((each) => each.purpose === purpose || each.purpose === "all").map(({ index }) => index),
  );
}

async function wordsOf(tx: Tx, job: Job, drafts: readonly Draft[]): Promise<ConsentWord[]> {
  const { tenant_id: tenantId, id, actor, created_at: at } = job.row;
  const { purpose, reason } = suppressionOf(job);
  const aliases = await readAliases(
    tx,
    drafts.map(({ phone }) => ({ tenantId, ...phoneAlias(phone) })),
  );
  const contacts = new Map(
    aliases.flatMap((alias) => (alias.leftAt === null ? [[alias.value, alias.contactId]] : [])),
  );
  return drafts.map(({ phone, row }) => ({
    tenantId,
    alias: phoneAlias(phone),
    contactId: contacts.get(phone) ?? null,
    purpose,
    state: "withdrawn",
    at,
    proof: `${presentId("imp", id)} row ${row.number}`,
    said: {
      lane: "own",
      source: "import",
      reason,
      wording: null,
      onlyReturns: false,
      ground: { legalBasis: null, language: null, noticeVersion: null, actor },
    },
  }));
}
