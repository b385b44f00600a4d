// Sends the good rows of a file in batches that can be repeated without harm, a few at a time.

import type { Client, Failure } from "../client/index.ts";
import { batchesOf, type Batch } from "./batches.ts";
import { batchKey, createdAt } from "./identity.ts";
import type { Good } from "./judge-rows.ts";
import { judgeRows, messageFor, type Plan } from "./plan.ts";
import type { RejectsFile } from "./rejects-file.ts";

export type SendDeps = {
  client: Pick<Client, "sendBatch">;
  rejects: RejectsFile;
  batchSize: number;
  onProgress(sent: Sent): void;
};

export type Sent = {
  /** By this run. */
  accepted: number;
  /** By an earlier run of the same send. */
  acceptedBefore: number;
  /** By the API, by its code. */
  refused: Record<string, number>;
  /** When the first and the last message were made, as far as known. */
  from: Date | null;
  until: Date | null;
  /** What ended the send before its end. */
  stoppedBy: Failure | null;
};

/** The API stores a batch in one transaction, so more at once would only wait for each other. */
const batchesInFlight = 4;

export async function sendRows(plan: Plan, deps: SendDeps): Promise<Sent> {
  const sent: Sent = {
    accepted: 0,
    acceptedBefore: 0,
    refused: {},
    from: null,
    until: null,
    stoppedBy: null,
  };
  const inFlight = new Set<Promise<void>>();
  for await (const batch of batchesOf(goodRows(plan), deps.batchSize)) {
    if (inFlight.size >= batchesInFlight) await Promise.race(inFlight);
    if (sent.stoppedBy !== null) break;
    const task = sendBatch(plan, deps, batch, sent).finally(() => inFlight.delete(task));
    inFlight.add(task);
  }
  await Promise.all(inFlight);
  return sent;
}

async function* goodRows(plan: Plan): AsyncGenerator<readonly Good[]> {
  for await (const judgements of judgeRows(plan)) {
    yield judgements.flatMap((judgement) =>
      judgement !== "empty" && "good" in judgement ? judgement.good : [],
    );
  }
}

async function sendBatch(plan: Plan, deps: SendDeps, batch: Batch, sent: Sent): Promise<void> {
  const key = batchKey(plan.id, deps.batchSize, batch.index);
  let rows = batch.rows;
  for (let repeat = 0; rows.length > 0; repeat++) {
    const messages = rows.map((good) => messageFor(plan, good));
    const result = await deps.client.sendBatch(messages, repeat === 0 ? key : `${key}-${repeat}`);
    if (!result.ok) {
      sent.stoppedBy ??= result.failure;
      return;
    }
    const { data } = result.value;
    const refused = data.filter((item) => "error" in item && item.error.code !== takenCode);
    for (const item of data) countAccepted(sent, item, result.replayed);
    deps.onProgress(sent);
    // What an earlier run was refused may have been put right since: ask again instead of taking the stored
    // answer.
    if (!result.replayed) return refuse(deps, sent, rows, refused);
    rows = refused.flatMap(({ index }) => rows[index] ?? []);
  }
}

type Item = Extract<Awaited<ReturnType<Client["sendBatch"]>>, { ok: true }>["value"]["data"][number];

/** The row's reference belongs to a message already: an earlier run with another batch size made it. */
const takenCode = "client_reference_taken";

function countAccepted(sent: Sent, item: Item, replayed: boolean): void {
  if ("error" in item && item.error.code !== takenCode) return;
  if (replayed || "error" in item) sent.acceptedBefore += 1;
  else sent.accepted += 1;
  // The detail of the refusal is the one place that names the message.
  const id = "error" in item ? /msg_[0-9a-f]{32}/.exec(item.error.detail)?.[0] : item.id;
  if (id === undefined) return;
  const at = createdAt(id);
  if (sent.from === null || at < sent.from) sent.from = at;
  if (sent.until === null || at > sent.until) sent.until = at;
}

async function refuse(
  { rejects }: SendDeps,
  sent: Sent,
  rows: readonly Good[],
  refused: readonly Item[],
): Promise<void> {
  for (const item of refused) {
    const good = rows[item.index];
    if (good === undefined || !("error" in item)) continue;
    const { code, detail } = item.error;
    sent.refused[code] = (sent.refused[code] ?? 0) + 1;
    await rejects.add({ row: good.row, reason: code, words: detail });
  }
  // Nobody of a whole batch: this is about the sender or the key, and the others would fare no better.
  const [first] = refused;
  if (refused.length === rows.length && refused.length > 1 && first && "error" in first) {
    sent.stoppedBy ??= wholeBatchRefused(first.error);
  }
}

function wholeBatchRefused({
  code,
  status,
  detail,
}: Pick<Failure, "code" | "detail"> & { status: number }): Failure {
  return {
    code,
    status,
    detail,
    errors: [],
    requestId: null,
    retryable: false,
    retryAfterMs: null,
  };
}
