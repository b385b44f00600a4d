// Hands out the rows of an import that were refused, as a CSV file that can be corrected and imported.

import { Readable } from "node:stream";
import type { Database } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import type { StreamReply, StreamRequest } from "../../kernel/route.ts";
import type { ImportDeps } from "./deps.ts";
import { findImport } from "./find-import.ts";
import { byteOrderMark, headerLine } from "./rows/reject-lines.ts";
import type { ImportRow } from "./store/import.ts";
import { readRejects } from "./store/pieces.ts";

export async function serveRejects({ app }: ImportDeps, request: StreamRequest): Promise<StreamReply> {
  const row = await app.asTenants([request.caller.tenantId], (tx) => findImport(request, tx));
  return {
    status: 200,
    body: Readable.from(linesOf(app, row)),
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${presentId("imp", row.id)}-rejects.csv"`,
      "cache-control": "no-store",
    },
  };
}

/** Each is a batch's, which is at most some megabytes. */
const batchesAtOnce = 1;

async function* linesOf(app: Database, { tenant_id, id, layout }: ImportRow): AsyncGenerator<string> {
  yield byteOrderMark + headerLine(layout?.header ?? []);
  for (let after = 0; ;) {
    const values = [tenant_id, id, after, batchesAtOnce];
    // oxlint-disable-next-line no-await-in-loop -- a page follows the one before
    const [batch] = await app.asTenants([tenant_id], (tx) => readRejects(tx, values));
    if (batch === undefined) return;
    yield batch.lines;
    after = batch.place;
  }
}
