// Checks at the end, when all is calm: nothing lost, no copy too many, every status what its evidence says.

import type { UnknownPolicy } from "../../../server/src/messaging/lifecycle.ts";
import { type Journal, type Receipt, Violation } from "../journal.ts";
import type { MessageRow, Tables } from "../model/rows.ts";

const ends = new Set(["sent", "delivered", "read", "played", "failed", "expired", "canceled", "unknown"]);
const copiesMax: Record<UnknownPolicy, number> = { once: 1, otp: 2, must: 2 };
const rank: Record<string, number> = { sent: 1, failed: 2, delivered: 3, read: 4 };

export function checkEnd(tables: Tables, journal: Journal, asked: readonly string[]): Violation | null {
  try {
    for (const name of asked) checkAcceptance(tables, journal, name);
    for (const row of tables.messages.values()) {
      checkRest(journal, row);
      checkCopies(journal, row);
    }
    for (const receipt of journal.receipts) checkReceipt(tables, journal, receipt);
    return null;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}

function checkAcceptance(tables: Tables, journal: Journal, name: string): void {
  const id = journal.accepted.get(name);
  if (id === undefined) throw new Violation("L1", `${name} was never answered`);
  if (!tables.messages.has(id)) throw new Violation("I1", `${name} was accepted and is lost`);
  const rows = [...tables.messages.values()].filter((row) => journal.names.get(row.id) === name);
  if (rows.length > 1)
    throw new Violation("I1", `${name} was asked for once and stored ${rows.length} times`);
}

function checkRest(journal: Journal, row: MessageRow): void {
  if (row.lane_state !== null || !ends.has(row.status))
    throw new Violation(
      "I1",
      `${journal.names.get(row.id)} is stuck: ${row.status}, lane state ${row.lane_state}`,
    );
  if (row.status === "failed" && row.attention !== "dead")
    throw new Violation("I1", `${journal.names.get(row.id)} failed and is no dead letter`);
}

function checkCopies(journal: Journal, row: MessageRow): void {
  const name = journal.names.get(row.id);
  const copies = journal.copies.filter((copy) => copy.messageId === row.id && !copy.failed).length;
  if (copies > copiesMax[row.unknown_policy])
    throw new Violation("I2", `${name} may go ${row.unknown_policy} and arrived ${copies} times`);
  if (copies > 1 && !row.possible_duplicate)
    throw new Violation("I2", `${name} arrived ${copies} times and nobody is told so`);
}

/** A receipt can be told whose it is by our own text, or by the provider's id where an answer told that. */
function checkReceipt(tables: Tables, journal: Journal, receipt: Receipt): void {
  if (!receipt.told) return;
  const row = tables.messages.get(receipt.messageId);
  const known = [...tables.attempts.values()].some(
    (attempt) => attempt.provider_message_id === receipt.providerMessageId,
  );
  if (row === undefined || (!receipt.named && !known)) return;
  const name = `${journal.names.get(row.id)}'s ${receipt.status}`;
  const key = `${row.tenant_id} ${row.id} ${receipt.status} ${receipt.providerMessageId}`;
  if (!tables.evidence.has(key)) throw new Violation("I6", `${name} was told and is no evidence`);
  if (receipt.status === "failed" || failedLate(journal, receipt)) return;
  if ((rank[row.status] ?? 0) < (rank[receipt.status] ?? 0))
    throw new Violation("I6", `${name} was told, but its status is ${row.status}`);
}

function failedLate(journal: Journal, { providerMessageId, status }: Receipt): boolean {
  return (
    status === "sent" &&
    journal.receipts.some(
      (other) => other.providerMessageId === providerMessageId && other.status === "failed",
    )
  );
}
