// Begins an import: its file is taken in, and then it waits for a worker.

import type { ContactImportResource } from "@waypost/contract";
import { AppError } from "../../kernel/errors.ts";
import { parseId } from "../../kernel/ids.ts";
import { nameActor, type Reply, type StreamRequest } from "../../kernel/route.ts";
import { presentImport } from "./present-import.ts";
import type { ImportDeps } from "./deps.ts";
import type { ImportSettings } from "./settings.ts";
import {
  acceptImport,
  countOpenImports,
  deleteImport,
  type ImportRow,
  insertImport,
  wakeWorkers,
} from "./store/import.ts";
import { readListId } from "./store/list.ts";
import { limits } from "./file/import-file.ts";
import { type TakenFile, takeFile, tooLarge } from "./take-file.ts";

export type Asked = {
  kind: ImportRow["kind"];
  mode: ContactImportResource["mode"];
  filename: string | undefined;
  list: string | undefined;
  settings: ImportSettings;
};

/** Files of a tenant that come or wait at the same time. */
export const openMax = 20;

export async function startImport(deps: ImportDeps, request: StreamRequest, asked: Asked): Promise<Reply> {
  const { caller, headers, stream } = request;
  if (headers["content-type"]?.startsWith("multipart/")) {
    throw new AppError("unsupported_media_type", "Send the file itself as the body, not a form.");
  }
  if (stream === null) throw new AppError("invalid_request", "Send the file as the body.");
  if (Number(headers["content-length"] ?? 0) > limits.fileBytes) throw tooLarge();
  const { tenantId } = caller;
  const importId = deps.people.newId();
  await reserve(deps, request, { asked, importId });
  let kept = false;
  try {
    const taken = await takeFile(deps.app, { tenantId, importId }, stream);
    const { settings, ...rest } = asked;
    const compared = { ...rest, settings: withoutNow(settings), sha256: taken.sha256 };
    return await request.answerOnce(compared, async (tx) => {
      kept = true;
      const [row] = await acceptImport(tx, valuesOf(tenantId, importId, taken));
      if (row === undefined) throw new Error("a file that was taken in belongs to an import");
      await wakeWorkers(tx, []);
      return { status: 202, body: presentImport(row) };
    });
  } catch (error) {
    kept = false;
    throw error;
  } finally {
    // What was sent twice under one key is one import, and what did not arrive is none.
    if (!kept) await deps.app.asTenants([tenantId], (tx) => deleteImport(tx, [tenantId, importId]));
  }
}

function valuesOf(tenantId: string, importId: string, { sizeBytes, facts }: TakenFile): unknown[] {
  return [tenantId, importId, sizeBytes, JSON.stringify(facts)];
}

/** A repeated request is the same request a minute later. */
function withoutNow({ evidence, ...rest }: ImportSettings): object {
  return { ...rest, evidence: evidence === null ? null : { ...evidence, at: null } };
}

async function reserve(
  deps: ImportDeps,
  { caller }: StreamRequest,
  { asked, importId }: { asked: Asked; importId: string },
): Promise<void> {
  const { tenantId, actor } = caller;
  await deps.app.asTenants([tenantId], async (tx) => {
    const [open] = await countOpenImports(tx, [tenantId]);
    if ((open?.count ?? 0) >= openMax) {
      throw new AppError("too_many_imports", `${openMax} files of this tenant wait already.`, {
        headers: { "retry-after": "30" },
      });
    }
    const listId = asked.list === undefined ? null : parseId("lst", asked.list);
    const [list] = listId === null ? [] : await readListId(tx, [tenantId, listId]);
    if (asked.list !== undefined && list === undefined) {
      throw new AppError("invalid_request", "There is no such list.", {
        errors: [{ path: "query.list", message: "names no list" }],
      });
    }
    const { kind, mode, filename = null, settings } = asked;
    const rest = [mode === "dry_run", nameActor(actor), filename, JSON.stringify(settings), listId];
    await insertImport(tx, [tenantId, importId, kind, ...rest]);
  });
}
