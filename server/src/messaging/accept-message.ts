// Accepting messages: one transaction makes key, reference and message rows durable, then the caller hears 202.

import type { Database, Tx } from "../kernel/db.ts";
import { createBatcher } from "../kernel/batcher.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import { createBacklog } from "./backlog.ts";
import {
  type AcceptedMessage,
  claimKeys,
  claimReferences,
  insertMessages,
  type KeyRow,
  notifyShards,
  readKeys,
} from "./store/accept.ts";
import { holdAccepted } from "./store/hold-template.ts";

/** What one request asks to be accepted: one message, or a batch that shares an idempotency key. */
export type Submission = {
  tenantId: string;
  messages: AcceptedMessage[];
  idempotency: IdempotencyClaim | null;
  /**
   * The answer to store under the key and to give to the caller. `taken` names, by position, messages whose
   * client reference already belongs to another message.
   */
  answer(taken: ReadonlyMap<number, string>): { status: number; body: unknown };
};

export type IdempotencyClaim = Pick<KeyRow, "mode" | "route" | "key" | "fingerprint">;

export type Acceptance =
  | { kind: "accepted"; status: number; body: unknown }
  | { kind: "replayed"; status: number; body: unknown }
  /** The key was used for another body. */
  | { kind: "mismatch" };

export type Acceptor = {
  /** Rejects with `overloaded` when too much is waiting already; nothing of the submission is kept then. */
  accept(submission: Submission): Promise<Acceptance>;
  drained(): Promise<void>;
};

/** What acceptance needs of the database: one transaction among these tenants' rows. */
type AcceptingDatabase = Pick<Database, "asTenants">;

/** A batch request of 1,000 is one submission, so this bounds a transaction at a few thousand rows. */
const submissionsMax = 500;

export function createAcceptor({ db, clock = systemClock }: AcceptorDeps): Acceptor {
  const backlog = createBacklog<Submission>();
  const batcher = createBatcher<Submission, Acceptance>({
    flushesMax: 2,
    itemsMax: submissionsMax,
    flush: (submissions) => {
      for (const submission of submissions) backlog.board(submission);
      return acceptTogether(db, submissions);
    },
    clock,
  });
  return {
    accept: async (submission) => {
      const rows = submission.messages.length;
      backlog.enter(submission, rows, clock.monotonic());
      try {
        return await batcher.add(submission);
      } finally {
        backlog.leave(submission, rows);
      }
    },
    drained: batcher.drained,
  };
}

/** Without a clock, this process's own. */
type AcceptorDeps = { db: AcceptingDatabase; clock?: Clock };

async function acceptTogether(
  db: AcceptingDatabase,
  submissions: readonly Submission[],
): Promise<Acceptance[]> {
  const results = new Map<Submission, Acceptance>();
  // The same key twice in one flush: the second goes alone and finds the first's answer, as a later one would.
  const [together, repeats] = separateRepeatedKeys(submissions);
  for (const group of [together, ...repeats.map((repeat) => [repeat])]) {
    for (const [submission, acceptance] of await acceptGroup(db, group)) results.set(submission, acceptance);
  }
  return submissions.map((submission) => {
    const result = results.get(submission);
    if (result === undefined) throw new Error("every submission is answered");
    return result;
  });
}

/**
 * Keys are taken first and looked up only when one of them turns out to be used: nearly all keys are new. Then the
 * whole group starts over, and again when another process takes a key between look and claim.
 */
async function acceptGroup(
  db: AcceptingDatabase,
  group: readonly Submission[],
): Promise<Map<Submission, Acceptance>> {
  const tenants = new Set(group.map((submission) => submission.tenantId));
  for (let look = false; ; look = true) {
    try {
      return await db.asTenants([...tenants], (tx) => acceptAll(tx, group, look));
    } catch (error) {
      if (error !== keyMayBeUsed) throw error;
    }
  }
}

const keyMayBeUsed = new Error("an idempotency key may have been used before");

async function acceptAll(
  tx: Tx,
  submissions: readonly Submission[],
  look: boolean,
): Promise<Map<Submission, Acceptance>> {
  const results = look ? await answerUsedKeys(tx, submissions) : new Map<Submission, Acceptance>();
  const owners = await claimAllReferences(
    tx,
    submissions.filter((submission) => !results.has(submission)),
  );
  const rows: AcceptedMessage[] = [];
  const keys: KeyRow[] = [];
  for (const submission of submissions) {
    if (results.has(submission)) continue;
    const taken = takenReferences(submission, owners);
    const answer = submission.answer(taken);
    // Taken, or used up, perhaps, by the very request that this one repeats.
    const isRefused = taken.size > 0 || answer.status >= 400;
    if (!look && isRefused && submission.idempotency !== null) throw keyMayBeUsed;
    results.set(submission, { kind: "accepted", ...answer });
    rows.push(...submission.messages.filter((_, index) => !taken.has(index)));
    // A refusal is not kept: it may be corrected and sent again under the same key.
    if (submission.idempotency !== null && answer.status < 400) {
      keys.push({
        ...keyOf(submission, submission.idempotency),
        status: answer.status,
        response: answer.body,
      });
    }
  }
  if (keys.length > 0 && (await claimKeys(tx, keys)) < keys.length) throw keyMayBeUsed;
  if (rows.length > 0) await insertMessages(tx, rows);
  await holdAccepted(tx, rows);
  const shards = new Set(rows.filter((row) => row.status === "queued").map((row) => row.shard));
  if (shards.size > 0) await notifyShards(tx, shards);
  return results;
}

/** Answers for submissions whose key was used before: the stored one, or a mismatch. */
async function answerUsedKeys(
  tx: Tx,
  submissions: readonly Submission[],
): Promise<Map<Submission, Acceptance>> {
  const results = new Map<Submission, Acceptance>();
  const keyed = new Map<string, Submission>();
  for (const submission of submissions) {
    if (submission.idempotency !== null)
      keyed.set(nameOf(keyOf(submission, submission.idempotency)), submission);
  }
  if (keyed.size === 0) return results;
  const names = [...keyed.values()].flatMap((submission) =>
    submission.idempotency === null ? [] : [keyOf(submission, submission.idempotency)],
  );
  for (const stored of await readKeys(tx, names)) {
    const submission = keyed.get(nameOf(stored));
    if (submission === undefined) continue;
    const same = stored.fingerprint === submission.idempotency?.fingerprint;
    results.set(
      submission,
      same ? { kind: "replayed", status: stored.status, body: stored.response } : { kind: "mismatch" },
    );
  }
  return results;
}

type Named = Omit<KeyRow, "status" | "response">;

function keyOf(submission: Submission, claim: IdempotencyClaim): Named {
  return { tenant_id: submission.tenantId, ...claim };
}

function nameOf(name: Named): string {
  return `${name.tenant_id} ${name.mode} ${name.route} ${name.key}`;
}

function separateRepeatedKeys(submissions: readonly Submission[]): [Submission[], Submission[]] {
  const seen = new Set<string>();
  const together: Submission[] = [];
  const repeats: Submission[] = [];
  for (const submission of submissions) {
    const name = submission.idempotency === null ? null : nameOf(keyOf(submission, submission.idempotency));
    if (name !== null && seen.has(name)) repeats.push(submission);
    else together.push(submission);
    if (name !== null) seen.add(name);
  }
  return [together, repeats];
}

async function claimAllReferences(tx: Tx, submissions: readonly Submission[]): Promise<Map<string, string>> {
  const rows = submissions.flatMap(({ messages }) =>
    messages.flatMap((message) =>
      message.client_reference === null
        ? []
        : [{ tenant_id: message.tenant_id, reference: message.client_reference, message_id: message.id }],
    ),
  );
  return rows.length === 0 ? new Map() : claimReferences(tx, rows);
}

/** Positions of the submission's messages whose reference belongs to another message, and that message's id. */
function takenReferences(submission: Submission, owners: ReadonlyMap<string, string>): Map<number, string> {
  const taken = new Map<number, string>();
  submission.messages.forEach((message, index) => {
    const owner = owners.get(`${message.tenant_id} ${message.client_reference}`);
    if (message.client_reference !== null && owner !== undefined && owner !== message.id)
      taken.set(index, owner);
  });
  return taken;
}
