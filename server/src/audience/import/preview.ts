// Shows what an import would make of a file before there is one: how it is written, what its columns are
// taken for, and its first rows with what is wrong with them.

import type { ImportPreviewQuery, ImportPreviewResource } from "@waypost/contract";
import { AppError } from "../../kernel/errors.ts";
import type { Reply, StreamRequest } from "../../kernel/route.ts";
import { watchBytes } from "./file/byte-facts.ts";
import { type ImportFile, limits, type Row, UnreadableFileError } from "./file/import-file.ts";
import { headBytes, isZip, readLayout, readRows } from "./file/open-file.ts";
import { readColumns, requirePhone } from "./mapping/columns.ts";
import { presentLayout } from "./present-import.ts";
import { readReading } from "./read-options.ts";
import type { ImportDeps } from "./deps.ts";
import { judgeRow, type Rules } from "./rows/judge-row.ts";
import type { ImportSettings } from "./settings.ts";
import type { Layout } from "./store/import.ts";
import { takeHead } from "./take-file.ts";
import { attributeReader } from "./run/attribute-reader.ts";
import { judgingRules, sampleMax } from "./run/look.ts";

const shownMax = 50;
/**
 * A workbook's directory is at its end, so that all of it is needed; a larger one is looked at by a dry run.
 */
const workbookMax = 4 * 1024 * 1024;

export async function previewImport(deps: ImportDeps, request: StreamRequest): Promise<Reply> {
  const { stream, caller, query } = request;
  if (stream === null) throw new AppError("invalid_request", "Send the beginning of the file as the body.");
  const asked = query as ImportPreviewQuery;
  const settings = readReading(asked, await deps.defaultCountry(caller.tenantId));
  const { head, isWhole } = await takeHead(stream, (start) => (isZip(start) ? workbookMax : headBytes));
  const readAttributes = await deps.app.asTenants([caller.tenantId], (tx) =>
    attributeReader(tx, caller.tenantId),
  );
  try {
    return { status: 200, body: await show(head, isWhole, { settings, readAttributes }) };
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw new AppError("invalid_csv", error.message);
  }
}

type Showing = {
  settings: Pick<ImportSettings, "reading" | "wanted">;
  readAttributes: Rules["readAttributes"];
};

async function show(body: Buffer, isWhole: boolean, showing: Showing): Promise<ImportPreviewResource> {
  const { reading, wanted } = showing.settings;
  const watch = watchBytes();
  const head = body.subarray(0, headBytes);
  watch.take(head);
  const format = readLayout(head, watch.facts(isWhole), reading);
  if (format.format === "xlsx" && !isWhole) {
    throw new UnreadableFileError(
      "unknown_format",
      "The workbook is too large to be previewed: start a dry run.",
    );
  }
  const sample = await firstRows(fileOf(body), format, isWhole);
  const found = readColumns(
    sample.map(({ cells }) => cells),
    wanted,
  );
  const layout: Layout = { ...format, ...found };
  const rules = judgingRules(layout, wanted.country, showing.readAttributes);
  const data = found.hasHeader ? sample.slice(1) : sample;
  return {
    layout: presentLayout(layout),
    rows: data.slice(0, shownMax).map((row) => showRow(row, rules)),
    problem: problemOf(found),
  };
}

function fileOf(bytes: Buffer): ImportFile {
  return {
    sizeBytes: bytes.length,
    read: async function* () {
      yield bytes;
    },
  };
}

/** Where the file was cut, the last row may be cut as well, and a quotation mark closes beyond. */
async function firstRows(
  file: ImportFile,
  layout: Parameters<typeof readRows>[1],
  isWhole: boolean,
): Promise<Row[]> {
  const rows: Row[] = [];
  try {
    for await (const some of readRows(file, layout)) {
      rows.push(...some);
      if (rows.length > sampleMax) break;
    }
  } catch (error) {
    const isCut = !isWhole && error instanceof UnreadableFileError && error.reason !== "unknown_encoding";
    if (!isCut || rows.length === 0) throw error;
    return rows.slice(0, sampleMax);
  }
  return (isWhole || rows.length === 1 ? rows : rows.slice(0, -1)).slice(0, sampleMax);
}

function showRow(row: Row, rules: Rules): ImportPreviewResource["rows"][number] {
  const judged = judgeRow(row, rules);
  return {
    row: row.number,
    cells: row.cells.slice(0, limits.columns).map((cell) => cell.slice(0, 200)),
    phone: "draft" in judged ? judged.draft.phone : null,
    error: "draft" in judged ? null : { reason: judged.rejection.reason, text: judged.rejection.words },
  };
}

/** What the import would fail of, as it stands: the mapping is there to be changed. */
function problemOf(columns: Parameters<typeof requirePhone>[0]): ImportPreviewResource["problem"] {
  try {
    requirePhone(columns);
    return null;
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    return { code: error.reason, detail: error.message };
  }
}
