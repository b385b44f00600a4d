// The first look through a file, which writes nothing: how it is made, whether it can be read to its end, and
// which row counts for each number. It is the same whenever it is repeated.

import { headBytes, readLayout, readRows } from "../file/open-file.ts";
import type { ImportFile, Row } from "../file/import-file.ts";
import { readColumns, requirePhone } from "../mapping/columns.ts";
import { needsLook, noteRow } from "../rows/fold-duplicates.ts";
import { judgeRow, type Rules } from "../rows/judge-row.ts";
import { createPhoneIndex, type PhoneIndex } from "../rows/phone-index.ts";
import { type ImportRow, type Layout, noteLayout, noteLooked } from "../store/import.ts";
import { attributeReader } from "./attribute-reader.ts";
import { ClaimLostError, type Job, key, RestedError } from "./job.ts";
import { headOf, pieceFile } from "./piece-file.ts";

export type Looked = { file: ImportFile; layout: Layout; rules: Rules; index: PhoneIndex };

/** From these the columns are guessed. */
export const sampleMax = 200;
/** How often others hear that it is still being read. */
const tellMs = 1_000;

export async function lookThrough(job: Job): Promise<Looked> {
  const { deps, row } = job;
  const progress = { bytes: 0 };
  const counted = pieceFile(deps.app, row, (bytes) => (progress.bytes = bytes));
  const file = pieceFile(deps.app, row);
  const layout = await findLayout(file, row);
  const rules = await rulesOf(job, layout);
  const index = createPhoneIndex();
  const looksAhead = needsLook(row.settings.duplicates);
  const seen = { rows: 0, toldAt: performance.now() };
  for await (const rows of dataRows(counted, layout)) {
    seen.rows += rows.length;
    if (looksAhead) {
      for (const each of rows) {
        const judged = judgeRow(each, rules);
        if ("draft" in judged) noteRow(index, judged.draft, row.settings.duplicates);
      }
    }
    if (performance.now() - seen.toldAt < tellMs) continue;
    seen.toldAt = performance.now();
    await tell(job, progress.bytes);
  }
  const noted = await deps.app.asTenants([row.tenant_id], (tx) =>
    noteLayout(tx, [...key(job), JSON.stringify(layout), seen.rows]),
  );
  if (noted.length === 0) throw new ClaimLostError();
  return { file, layout, rules, index };
}

/** What was found once is not guessed again: an import that is taken up goes on as it began. */
async function findLayout(file: ImportFile, { layout, settings, byte_facts }: ImportRow): Promise<Layout> {
  if (layout !== null) return layout;
  const format = readLayout(await headOf(file, headBytes), byte_facts, settings.reading);
  const found = readColumns(await sampleOf(readRows(file, format)), settings.wanted);
  requirePhone(found);
  return { ...format, ...found };
}

export async function sampleOf(parts: AsyncIterable<readonly Row[]>): Promise<(readonly string[])[]> {
  const sample: (readonly string[])[] = [];
  for await (const rows of parts) {
    for (const { cells } of rows) sample.push(cells);
    if (sample.length >= sampleMax) break;
  }
  return sample.slice(0, sampleMax);
}

async function rulesOf({ deps, row }: Job, layout: Layout): Promise<Rules> {
  const readAttributes = await deps.app.asTenants([row.tenant_id], (tx) =>
    attributeReader(tx, row.tenant_id),
  );
  return judgingRules(layout, row.settings.wanted.country, readAttributes);
}

export function judgingRules(
  { format, columns }: Layout,
  country: string | null,
  readAttributes: Rules["readAttributes"],
): Rules {
  return {
    targets: columns.map(({ target }) => target),
    country,
    mayEndEarly: format === "xlsx",
    readAttributes,
  };
}

/** The rows below the header, which is the first one in which something stands. */
export async function* dataRows(file: ImportFile, layout: Layout): AsyncGenerator<readonly Row[]> {
  let isFirst = layout.hasHeader;
  for await (const rows of readRows(file, layout)) {
    yield isFirst ? rows.slice(1) : rows;
    isFirst = false;
  }
}

async function tell(job: Job, bytes: number): Promise<void> {
  const { deps, row } = job;
  const told = await deps.app.asTenants([row.tenant_id], (tx) => noteLooked(tx, [...key(job), bytes]));
  if (told.length === 0) throw new ClaimLostError();
  // Looking is lost when it is broken off, so that only the end of the process does.
  if (job.isStopping()) throw new RestedError();
}
