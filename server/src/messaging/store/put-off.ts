// Writes down what a tenant's sending rules do not let leave: what waits longer, and what is not sent at all.

import type { ErrorCode } from "@waypost/contract";
import type { Database } from "../../kernel/db.ts";
import { holdMessages } from "./hold.ts";
import { skipMessages } from "./skip.ts";

export type PutOffRow = {
  tenant_id: string;
  sender_id: string;
  recipient: string;
  id: string;
  kind: "wait" | "skip";
  until: string;
  code: "quiet_hours" | "frequency_cap";
  text: string;
};

const errorOf = {
  quiet_hours: "quiet_hours",
  frequency_cap: "frequency_capped",
} as const satisfies Record<PutOffRow["code"], ErrorCode>;

/** Each in a statement of its own, because one locks entries only and the other messages before them. */
export async function putOff(db: Database, rows: readonly PutOffRow[]): Promise<void> {
  await holdMessages(
    db,
    rows.flatMap(({ kind, ...row }) => (kind === "wait" ? [row] : [])),
  );
  await skipMessages(
    db,
    rows.flatMap(({ kind, code, text, ...row }) =>
      kind === "skip" ? [{ ...row, code: errorOf[code], detail: text }] : [],
    ),
  );
}
