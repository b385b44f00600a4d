// The import that a request's path names, among its caller's own.

import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { parseId } from "../../kernel/ids.ts";
import type { RouteRequest } from "../../kernel/route.ts";
import { type ImportRow, readImport } from "./store/import.ts";

type About = Pick<RouteRequest, "params"> & { caller: Pick<RouteRequest["caller"], "tenantId"> };

export async function findImport({ caller, params }: About, tx: Tx): Promise<ImportRow> {
  const id = parseId("imp", params["id"]);
  const [row] = id === null ? [] : await readImport(tx, [caller.tenantId, id]);
  if (row === undefined) throw new AppError("not_found", "There is no such import.");
  return row;
}
