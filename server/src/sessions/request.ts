// Asking the process that holds a session, and waiting for its answer; answers are sealed, as a pairing code is a key.

import type { ErrorCode } from "@waypost/contract";
import type { Place, Vault } from "../kernel/crypto.ts";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { insertRequest, readAnswer, type RequestKind } from "./store.ts";

export type Asked = { tenant_id: string; id: string; shard: number; data_key: Buffer };

export type AskDeps = {
  db: Database;
  vault: Pick<Vault, "open">;
  newId(): string;
  /** Resolves when an answer to this request may be there, or after `ms`. */
  whenAnswered(requestId: string, ms: number): Promise<void>;
};

/** How long a person waits for a code; asking WhatsApp takes a second or two. */
const patienceMs = 20_000;

/** Throws an AppError when the holder could not do it or nobody holds the session. */
export async function ask(deps: AskDeps, sender: Asked, kind: RequestKind, body: unknown): Promise<unknown> {
  const id = deps.newId();
  const answered = deps.whenAnswered(id, patienceMs);
  await deps.db.asTenants([sender.tenant_id], (tx) =>
    insertRequest(tx, [sender.tenant_id, id, sender.id, kind, JSON.stringify(body), String(sender.shard)]),
  );
  await answered;
  const [row] = await deps.db.asTenants([sender.tenant_id], (tx) => readAnswer(tx, [sender.tenant_id, id]));
  if (row === undefined || row.answered_at === null) {
    throw new AppError(
      "session_not_connected",
      "No process has the session open right now; start it and try again.",
    );
  }
  if (row.answer === null)
    throw new AppError(row.error as ErrorCode, "The session cannot do this in its present state.");
  return JSON.parse(deps.vault.open(sender.data_key, placeOf(sender, id), row.answer));
}

export function sealAnswer(
  vault: Pick<Vault, "seal">,
  owner: Omit<Asked, "shard">,
  requestId: string,
  done: unknown,
): Buffer {
  return vault.seal(owner.data_key, placeOf(owner, requestId), JSON.stringify(done));
}

function placeOf(owner: Omit<Asked, "shard">, requestId: string): Place {
  return { table: "session_request", tenantId: owner.tenant_id, rowId: owner.id, column: requestId };
}
