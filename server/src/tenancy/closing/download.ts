// Hands out a tenant's export to whoever has its link; it opens with its passphrase only.

import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import type { Download } from "../../kernel/route.ts";
import { readExportByToken } from "../store/closing.ts";
import { tokenHash } from "./ask-export.ts";
import type { ExportStore } from "./export-store.ts";

export type ExportDownloadDeps = {
  /** Under the engine's role: the link names the tenant. */
  engine: Tx;
  store: Pick<ExportStore, "open">;
};

export function exportDownload({ engine, store }: ExportDownloadDeps): Download {
  return {
    path: "/exports/:token",
    handle: async ({ params }) => {
      const token = /^[\w-]{43}$/.exec(params["token"] ?? "")?.[0];
      const [row] = token === undefined ? [] : await readExportByToken(engine, [tokenHash(token)]);
      if (row === undefined || row.sha256 === null) throw notThere();
      const body = await store.open({ tenantId: row.tenant_id, sha256: row.sha256 });
      if (body === null) throw notThere();
      return {
        status: 200,
        body,
        headers: {
          "content-type": "application/octet-stream",
          "content-disposition": `attachment; filename="${row.slug}-export.tar.zst.age"`,
          "content-length": String(row.size_bytes),
          "cache-control": "private, no-store",
        },
      };
    },
  };
}

/** The same for a link that never was, one that is over, and one whose file is still being written. */
function notThere(): AppError {
  return new AppError("not_found", "There is no export here: it is not written yet, or its link is over.");
}
