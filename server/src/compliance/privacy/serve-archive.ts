// Answers with an export's file: opened as it is read, so that it lies nowhere unsealed.

import { openSealed } from "../../kernel/archive/seal.ts";
import type { Vault } from "../../kernel/crypto.ts";
import { AppError } from "../../kernel/errors.ts";
import { presentId } from "../../kernel/ids.ts";
import type { StreamReply } from "../../kernel/route.ts";
import type { MediaStore } from "../../media/index.ts";
import { archivePassphrase } from "./export-person.ts";
import type { RequestRow } from "./store.ts";

export type ArchiveServing = {
  keys: { vault: Pick<Vault, "derive"> };
  store: MediaStore;
  now(): Date;
  onError(error: Error): void;
};

export async function serveArchive(deps: ArchiveServing, row: RequestRow): Promise<StreamReply> {
  const { tenant_id: tenantId, id, archive_sha256: sha256, archive_ends_at: endsAt, state } = row;
  if (state !== "done" || sha256 === null || endsAt === null || endsAt <= deps.now()) throw isOver();
  const sealed = await deps.store.open({ tenantId, sha256 }).catch((error: Error) => {
    deps.onError(error);
    throw new AppError("media_store_unavailable", "The file store cannot be reached at the moment.", {
      headers: { "retry-after": "5" },
    });
  });
  if (sealed === null) throw isOver();
  return {
    status: 200,
    body: await openSealed(sealed, archivePassphrase(deps.keys.vault, tenantId, id)),
    headers: {
      "content-type": "application/x-tar",
      "content-disposition": `attachment; filename="${presentId("prv", id)}.tar"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  };
}

function isOver(): AppError {
  return new AppError("not_found", "There is no such privacy request, or its file is over.");
}
