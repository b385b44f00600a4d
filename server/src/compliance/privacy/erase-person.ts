// Erases one person, bite by bite: each bite and how far it came are one transaction, so that it may be killed.

import type { Erased, Person, PersonalData } from "../../kernel/personal-data.ts";
import type { Tx } from "../../kernel/db.ts";
import { certify } from "./certificate.ts";
import type { PrivacyDeps } from "./deps.ts";
import { identify, identifyByHashes } from "./identify.ts";
import { legalHolds, otherRequests } from "./own-data.ts";
import {
  applyJournalRow,
  finishRequest,
  type Progress,
  readJournalRow,
  type RequestRow,
  saveProgress,
  saveSubject,
  writeJournalRow,
} from "./store.ts";
import { openSubject, personOf, sealSubject, type Subject } from "./subject.ts";
import { createSigner } from "../../kernel/signing.ts";
import { presentId } from "../../kernel/ids.ts";

export type Claimed = RequestRow & { data_key: Buffer };

/** Somebody else has claimed the request since: this process stood still for minutes. */
export class ClaimLostError extends Error {}

/** `waitsFor`: what has to happen first, by somebody else; null when nothing of the person is left. */
export type Progressed = { waitsFor: string | null; claimed: Claimed };

export async function erasePerson(deps: PrivacyDeps, claimed: Claimed): Promise<Progressed> {
  const order = [legalHolds, ...deps.rooms, otherRequests(claimed.id)];
  let progress: Progress = { step: 0, pass: 1, changed: false, ...claimed.progress };
  let { counts } = claimed;
  let person = await announce(deps, claimed);
  for (;;) {
    const provider = order[progress.step];
    if (provider === undefined) {
      // A pass that found nothing is the proof; one that did may have been overtaken by something new.
      if (!progress.changed) break;
      progress = { step: 0, pass: progress.pass + 1, changed: false };
      person = await announce(deps, claimed);
      continue;
    }
    const bite = await biteOnce(deps, claimed, { provider, person, progress, counts });
    ({ progress, counts } = bite);
    if (bite.waitsFor !== null) {
      return { waitsFor: bite.waitsFor, claimed: { ...claimed, progress, counts } };
    }
  }
  await finish(deps, claimed, { counts, passes: progress.pass });
  return { waitsFor: null, claimed };
}

type Bite = { provider: PersonalData; person: Person; progress: Progress; counts: Record<string, number> };

async function biteOnce(
  deps: PrivacyDeps,
  claimed: Claimed,
  bite: Bite,
): Promise<Pick<Bite, "progress" | "counts"> & { waitsFor: string | null }> {
  const { provider, person, progress } = bite;
  return inRole(deps, provider.role, claimed.tenant_id, async (tx) => {
    const erased = await provider.erase(tx, person);
    const counts = sum(bite.counts, erased);
    const next = {
      ...progress,
      step: progress.step + (erased.more || erased.waitsFor !== null ? 0 : 1),
      changed: progress.changed || rowsIn(erased) > 0,
    };
    await insist(
      saveProgress(tx, [
        claimed.tenant_id,
        claimed.id,
        claimed.claims,
        JSON.stringify(next),
        JSON.stringify(counts),
      ]),
    );
    return { progress: next, counts, waitsFor: erased.waitsFor };
  });
}

export function inRole<T>(
  { app, engine }: Pick<PrivacyDeps, "app" | "engine">,
  role: PersonalData["role"],
  tenantId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return role === "waypost_app" ? app.asTenants([tenantId], work) : engine.transaction(work);
}

/**
 * Who it is, as far as is known by now, and that they are being erased: in the journal first, so that a backup of a
 * moment ago cannot bring them back unnoticed.
 */
async function announce(deps: PrivacyDeps, claimed: Claimed): Promise<Person> {
  const { keys, app, journal } = deps;
  const { tenant_id: tenantId, id: requestId } = claimed;
  return app.asTenants([tenantId], async (tx) => {
    const subject = await subjectOf(deps, claimed, tx);
    const person = personOf(keys, tenantId, subject);
    const hashes = [
      ...new Set([...claimed.subject_hashes, ...person.names.map(({ hash }) => hash)]),
    ].toSorted();
    if ((await readJournalRow(tx, [tenantId, requestId, hashes])).length === 0) {
      await journal.append({ tenantId, requestId, hashes, at: claimed.created_at.toISOString() });
      await writeJournalRow(tx, [tenantId, requestId, hashes, claimed.created_at]);
    }
    const sealed = sealSubject(keys, { tenantId, requestId, dataKeys: claimed.data_key }, subject);
    await insist(saveSubject(tx, [tenantId, requestId, claimed.claims, sealed, hashes]));
    return person;
  });
}

async function subjectOf({ keys }: PrivacyDeps, claimed: Claimed, tx: Tx): Promise<Subject> {
  const { tenant_id: tenantId, id: requestId, data_key: dataKeys, subject } = claimed;
  const who = { tenantId, hash: keys.hash };
  const known =
    subject === null
      ? { names: [], contactIds: [] }
      : openSubject(keys, { tenantId, requestId, dataKeys }, subject);
  return known.names.length === 0 && known.contactIds.length === 0
    ? identifyByHashes(tx, who, claimed.subject_hashes)
    : identify(tx, who, known);
}

async function finish(
  { app, keys, now }: PrivacyDeps,
  claimed: Claimed,
  { counts, passes }: { counts: Record<string, number>; passes: number },
): Promise<void> {
  const { tenant_id: tenantId, id, claims } = claimed;
  const certificate = certify(createSigner(keys.vault.derive("certificate")), {
    format: 1,
    kind: "erase",
    request: presentId("prv", id),
    tenant: presentId("ten", tenantId),
    contact: claimed.contact_id === null ? null : presentId("con", claimed.contact_id),
    reason: claimed.reason,
    actor: claimed.actor,
    requested_at: claimed.created_at.toISOString(),
    done_at: now().toISOString(),
    rows: counts,
    passes,
  });
  await app.asTenants([tenantId], async (tx) => {
    await insist(finishRequest(tx, [tenantId, id, claims, JSON.stringify(certificate), null]));
    await applyJournalRow(tx, [tenantId, id]);
  });
}

export async function insist(written: Promise<readonly unknown[]>): Promise<void> {
  if ((await written).length === 0) throw new ClaimLostError("The request was claimed by somebody else.");
}

function sum(before: Record<string, number>, { counts }: Erased): Record<string, number> {
  const added = Object.entries(counts).map(([table, rows]) => [table, (before[table] ?? 0) + rows]);
  return { ...before, ...Object.fromEntries(added) };
}

function rowsIn({ counts }: Erased): number {
  return Object.values(counts).reduce((all, rows) => all + rows, 0);
}
