// Does what a batch of an import's rows says of contacts: adds and changes them, with the evidence, and what
// to put back.

import type { Tx } from "../../../kernel/db.ts";
import { type Upserted, upsertContacts } from "../../contacts/upsert-contacts.ts";
import { lockIdentities } from "../../store/contact.ts";
import type { Draft, Rejection } from "../rows/draft.ts";
import { type Before, insertChange, readBefore } from "../store/changes.ts";
import type { Batch } from "./batches.ts";
import type { Job } from "./job.ts";
import { type Person, recordEvidence } from "./record-evidence.ts";
import type { Sofar, Written } from "./write.ts";

export async function writeContacts(tx: Tx, job: Job, batch: Batch, sofar: Sofar): Promise<Written> {
  const { tenant_id: tenantId, dry_run: dryRun } = job.row;
  await lockIdentities(tx, [[tenantId]]);
  const phones = batch.drafts.map(({ phone }) => phone);
  const before = new Map(
    (await readBefore(tx, [tenantId, phones])).map(({ phone, ...rest }) => [phone, rest]),
  );
  const { drafts, rejections } = await withinPlan(tx, job, { batch, before, sofar });
  const upserted = await upsertContacts(tx, askedOf(job, drafts), job.deps.people);
  const granted = await recordEvidence(tx, job, people(drafts, upserted));
  if (!dryRun) await keepBefore(tx, job, { batch, before, drafts, upserted, granted: granted.words });
  return { ...countsOf(drafts, upserted), rejections, consents: granted.count };
}

type Placing = { batch: Batch; before: ReadonlyMap<string, Before>; sofar: Sofar };

/** Whoever is known may be changed; of the others the first ones are taken that the plan has room for. */
async function withinPlan(
  tx: Tx,
  { deps, row }: Job,
  { batch, before, sofar }: Placing,
): Promise<{ drafts: Draft[]; rejections: Rejection[] }> {
  const places = await deps.placesLeft(tx, row.tenant_id);
  if (places === null) return { drafts: batch.drafts, rejections: [] };
  // What a dry run has created is not there to be counted.
  let left = row.dry_run ? places - sofar.created : places;
  const drafts: Draft[] = [];
  const rejections: Rejection[] = [];
  for (const draft of batch.drafts) {
    const isKnown = before.has(draft.phone);
    if (!isKnown && left <= 0) {
      rejections.push({
        row: draft.row,
        reason: "plan_full",
        words: "The plan has no room for another contact.",
      });
      continue;
    }
    if (!isKnown) left -= 1;
    drafts.push(draft);
  }
  return { drafts, rejections };
}

function askedOf({ deps, row }: Job, drafts: readonly Draft[]): Parameters<typeof upsertContacts>[1] {
  const { update } = row.settings;
  return {
    tenantId: row.tenant_id,
    rows: drafts.map(({ phone, name, language, timeZone, tags, attributes }) => ({
      phone,
      name: name ?? undefined,
      language: language ?? undefined,
      timeZone: timeZone ?? undefined,
      tags,
      attributes,
    })),
    rules: {
      overwrite: { name: update, language: update, timeZone: update, attributes: update },
      // They are among each row's own already, where too many of them are found.
      tags: [],
      listIds: row.list_id === null ? [] : [row.list_id],
      evidence: "import",
      at: deps.now(),
    },
  };
}

function people(drafts: readonly Draft[], upserted: readonly Upserted[]): Person[] {
  return drafts.map(({ phone }, place) => ({ phone, contactId: upserted[place]?.contactId ?? "" }));
}

function countsOf(
  drafts: readonly Draft[],
  upserted: readonly Upserted[],
): Omit<Written, "rejections" | "consents"> {
  const count = (outcome: Upserted["outcome"]): number =>
    upserted.filter((each) => each.outcome === outcome).length;
  const say = (isMeant: (each: Upserted) => boolean, reason: string, words: string): Rejection[] =>
    drafts.flatMap(({ row }, place) => {
      const each = upserted[place];
      return each !== undefined && isMeant(each) ? [{ row, reason, words }] : [];
    });
  return {
    created: count("created"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    duplicates: say(
      ({ outcome }) => outcome === "duplicate",
      "same_person",
      "Another row is the same person's.",
    ),
    remarks: say(
      ({ outcome, attributesRefused }) => attributesRefused && outcome !== "duplicate",
      "too_many_attributes",
      "The person has too many attributes: theirs stay as they were.",
    ),
  };
}

type Kept = Pick<Placing, "batch" | "before"> & {
  drafts: readonly Draft[];
  upserted: readonly Upserted[];
  granted: readonly string[];
};

async function keepBefore(
  tx: Tx,
  { row }: Job,
  { batch, before, drafts, upserted, granted }: Kept,
): Promise<void> {
  const changed = new Map<string, Before>();
  const created: string[] = [];
  upserted.forEach(({ contactId, outcome }, place) => {
    if (outcome === "created") created.push(contactId);
    const was = before.get(drafts[place]?.phone ?? "");
    if (outcome === "updated" && was !== undefined) changed.set(contactId, was);
  });
  const listed = row.list_id === null ? [] : [...new Set(upserted.map(({ contactId }) => contactId))];
  if (created.length + changed.size + listed.length + granted.length === 0) return;
  const images = JSON.stringify([...changed.values()]);
  await insertChange(tx, [row.tenant_id, row.id, batch.from, created, images, listed, granted]);
}
