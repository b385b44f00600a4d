// The background job of privacy: works open requests, adopts what the journal tells, throws away what is over.

import type { ScheduledJob } from "../../kernel/jobs.ts";
import type { PrivacyDeps } from "./deps.ts";
import { type Claimed, ClaimLostError, erasePerson } from "./erase-person.ts";
import { exportPerson } from "./export-person.ts";
import { adoptOrphans } from "./recall-journal.ts";
import {
  claimRequest,
  forgetArchive,
  readEndedArchives,
  readWatched,
  releaseRequest,
  writeLooked,
} from "./store.ts";

export function privacyJob(deps: PrivacyDeps): ScheduledJob {
  return { name: "privacy-requests", everyMs: 10_000, run: () => workRequests(deps) };
}

/** One round: every open request is taken up once, and goes as far as it can. */
export async function workRequests(deps: PrivacyDeps): Promise<void> {
  await dropEndedArchives(deps);
  await adoptOrphans(deps);
  const looked: string[] = [];
  for (;;) {
    const [claimed] = await claimRequest(deps.engine, [looked]);
    if (claimed === undefined) break;
    looked.push(claimed.id);
    await workOne(deps, claimed);
  }
  await dropLateWebhooks(deps);
}

async function workOne(deps: PrivacyDeps, claimed: Claimed): Promise<void> {
  try {
    if (claimed.kind === "export") await exportPerson(deps, claimed);
    else await erase(deps, claimed);
  } catch (error) {
    if (error instanceof ClaimLostError) return;
    deps.house.onError(error instanceof Error ? error : new Error(String(error)));
    // What went wrong may have somebody's number in it.
    await release(deps, claimed, { problem: "it failed, and is tried again; the log says why" });
  }
}

/** What it waits for is often only that bytes are thrown away: that is done here and now. */
async function erase(deps: PrivacyDeps, claimed: Claimed): Promise<void> {
  const first = await erasePerson(deps, claimed);
  if (first.waitsFor === null) return;
  await deps.house.throwAway();
  await dropEndedArchives(deps);
  const { waitsFor } = await erasePerson(deps, first.claimed);
  if (waitsFor !== null) await release(deps, claimed, { waitsFor });
}

async function release(
  { app }: PrivacyDeps,
  { tenant_id: tenantId, id, claims }: Claimed,
  { waitsFor = null, problem = null }: { waitsFor?: string | null; problem?: string | null },
): Promise<void> {
  await app.asTenants([tenantId], (tx) => releaseRequest(tx, [tenantId, id, claims, waitsFor, problem]));
}

async function dropEndedArchives({ engine, store, now }: PrivacyDeps): Promise<void> {
  for (const { tenant_id: tenantId, id, archive_sha256: sha256 } of await readEndedArchives(engine, [
    now(),
  ])) {
    // oxlint-disable-next-line no-await-in-loop -- a few files, once in a while
    await store.delete({ tenantId, sha256 });
    // oxlint-disable-next-line no-await-in-loop -- as above
    await forgetArchive(engine, [tenantId, id]);
  }
}

/** What providers tell late, or once more, of somebody who was erased: read, and then not kept for its two weeks. */
async function dropLateWebhooks({ engine, house, now }: PrivacyDeps): Promise<void> {
  const at = now();
  const watched = await readWatched(engine, [at]);
  const [first] = watched;
  if (first === undefined) return;
  const hashes = new Map<string, Set<string>>();
  for (const { tenant_id, hashes: own } of watched) {
    const known = hashes.get(tenant_id) ?? new Set();
    hashes.set(tenant_id, new Set([...known, ...own]));
  }
  const until = await house.dropLate({ since: first.looked_at, hashes }, at);
  const seen = watched.filter(({ looked_at }) => looked_at < until);
  await writeLooked(engine, [seen.map(({ tenant_id }) => tenant_id), seen.map(({ id }) => id), until]);
}
