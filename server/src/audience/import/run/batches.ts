// The second reading of a file: its rows in batches, each with what is to be done about every row of it.

import type { Row } from "../file/import-file.ts";
import type { Draft, Rejection } from "../rows/draft.ts";
import { createFold } from "../rows/fold-duplicates.ts";
import { judgeRow, withTags } from "../rows/judge-row.ts";
import type { ImportSettings } from "../settings.ts";
import type { ImportRow } from "../store/import.ts";
import { dataRows, type Looked } from "./look.ts";

export type Batch = {
  /** The first and the last of its rows. */
  from: number;
  to: number;
  rows: number;
  drafts: Draft[];
  rejections: Rejection[];
  /** Rows whose number another one stands for. Those that are merged into it say nothing more. */
  duplicates: Rejection[];
  merged: number;
};

/** Few enough that the tenant's people are locked for a moment only; enough to share a transaction's cost. */
const rowsMax = 2_000;

type Begun = Pick<ImportRow, "row_cursor"> & { settings: Pick<ImportSettings, "duplicates" | "tags"> };

/** Those after the cursor. What was merged before it is gathered again. */
export async function* batchesOf(
  { file, layout, rules, index }: Looked,
  { row_cursor: cursor, settings }: Begun,
): AsyncGenerator<Batch> {
  const fold = createFold(index, settings.duplicates);
  let batch: Batch | null = null;
  for await (const rows of dataRows(file, layout)) {
    for (const row of rows) {
      const judged = judgeRow(row, rules);
      const folded = "draft" in judged ? fold(judged.draft) : judged;
      if (row.number <= cursor) continue;
      batch ??= emptyBatch(row);
      batch.to = row.number;
      batch.rows += 1;
      if ("rejection" in folded) batch.rejections.push(folded.rejection);
      else if ("duplicate" in folded) batch.duplicates.push(folded.duplicate);
      else if ("held" in folded) batch.merged += 1;
      else addDraft(batch, folded.draft, settings.tags);
      if (batch.rows < rowsMax) continue;
      yield batch;
      batch = null;
    }
  }
  if (batch !== null) yield batch;
}

function emptyBatch({ number }: Row): Batch {
  return { from: number, to: number, rows: 0, drafts: [], rejections: [], duplicates: [], merged: 0 };
}

function addDraft(batch: Batch, draft: Draft, tags: readonly string[]): void {
  const tagged = withTags(draft, tags);
  if ("draft" in tagged) batch.drafts.push(tagged.draft);
  else batch.rejections.push(tagged.rejection);
}
