// The CSV of all contacts that a search finds, page by page, so that neither memory nor a transaction grows with it.

import { Readable } from "node:stream";
import type { ContactExportQuery } from "@waypost/contract";
import type { Database } from "../../kernel/db.ts";
import type { StreamReply, StreamRequest } from "../../kernel/route.ts";
import { readDefinitions } from "../attributes/read-definitions.ts";
import { findPage, type PageAsked } from "../contacts/find-page.ts";
import { readFilters } from "../contacts/read-filters.ts";
import { readExportRows } from "../store/export.ts";
import { type Column, csvLine, readColumns } from "./columns.ts";

type Deps = { db: Pick<Database, "asTenants"> };

/** Newest first. Who comes while it runs is not in it; who goes may be or not. */
export async function exportContacts(deps: Deps, { caller, query }: StreamRequest): Promise<StreamReply> {
  const { columns: asked, q = null, ...rest } = query as ContactExportQuery;
  const { tenantId } = caller;
  const filters = readFilters(rest);
  const columns = await deps.db.asTenants([tenantId], async (tx) =>
    readColumns(asked, await readDefinitions(tx, tenantId)),
  );
  const lines = filters === null ? [] : linesOf(deps, { tenantId, ...filters, q }, columns);
  return {
    status: 200,
    body: Readable.from(withHead(columns, lines)),
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="contacts.csv"',
    },
  };
}

type Asked = Omit<PageAsked, "afterId" | "limit">;

const pageSize = 2_000;

async function* linesOf({ db }: Deps, asked: Asked, columns: readonly Column[]): AsyncGenerator<string> {
  const { tenantId } = asked;
  for (let afterId: string | null = null; ;) {
    // oxlint-disable-next-line no-await-in-loop -- a page follows the one before
    const { ids, rows } = await db.asTenants([tenantId], async (tx) => {
      const found: string[] = await findPage(tx, { ...asked, afterId, limit: pageSize });
      return { ids: found, rows: await readExportRows(tx, [tenantId, found]) };
    });
    yield rows.map((row) => csvLine(columns.map(({ cellOf }) => cellOf(row)))).join("");
    afterId = ids.at(-1) ?? null;
    if (ids.length < pageSize) return;
  }
}

async function* withHead(
  columns: readonly Column[],
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string> {
  yield csvLine(columns.map(({ title }) => title));
  yield* lines;
}
