// Writes the rows that were not sent, with the reason, in a form that can be corrected and sent.

import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { stringify } from "csv-stringify";
import { safeCell } from "../kernel/csv-cell.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Rejection } from "./judge-rows.ts";

export type RejectsFile = { add(rejection: Rejection): Promise<void>; close(): Promise<void> };

/** Replaces the file. `source` is the file being read, which must not be the same. */
export async function openRejectsFile(
  path: string,
  source: string,
  header: readonly string[],
): Promise<RejectsFile> {
  if (await isSameFile(path, source)) {
    throw new Refusal(`The rejects cannot go to ${path}: it is the file that is being sent.`);
  }
  const file = createWriteStream(path);
  await once(file, "open").catch((error: Error) => {
    throw new Refusal(`The rejects file cannot be written: ${error.message}`);
  });
  const rows = stringify({
    // So that Excel takes it for UTF-8.
    bom: true,
    record_delimiter: "windows",
  });
  rows.pipe(file);
  rows.write(["row", "reason", "explanation", ...header].map(safeCell));
  return {
    add: async ({ row, reason, words }) => {
      // The apostrophe a cell may get in front is taken off again when a number is read.
      const drained = rows.write([String(row.number), reason, words, ...row.cells].map(safeCell));
      if (!drained) await once(rows, "drain");
    },
    close: async () => {
      rows.end();
      await finished(file);
    },
  };
}

/** For those who do not want them. */
export const noRejectsFile: RejectsFile = {
  add: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

async function isSameFile(path: string, source: string): Promise<boolean> {
  const [target, original] = await Promise.all([
    stat(path, { bigint: true }).catch(() => null),
    stat(source, { bigint: true }),
  ]);
  return target !== null && target.ino === original.ino && target.dev === original.dev;
}
