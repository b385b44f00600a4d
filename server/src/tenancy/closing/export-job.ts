// Writes the exports that were asked for, one after the other, and throws those away whose link is over.

import { rm } from "node:fs/promises";
import type { Vault } from "../../kernel/crypto.ts";
import type { Database } from "../../kernel/db.ts";
import type { ScheduledJob } from "../../kernel/jobs.ts";
import {
  claimExport,
  type ExportRow,
  failExport,
  finishExport,
  forgetExports,
  readEndedExports,
} from "../store/closing.ts";
import { exportLinkDays, passphrasePlace } from "./ask-export.ts";
import type { ExportStore } from "./export-store.ts";
import { writeExport } from "./write-export.ts";

export type ExportJobDeps = {
  /** Under the engine's role. */
  engine: Database;
  vault: Pick<Vault, "open">;
  store: ExportStore;
  now(): Date;
  onError(error: Error): void;
};

export function exportTenantsJob(deps: ExportJobDeps): ScheduledJob {
  return {
    name: "export-tenants",
    everyMs: 15_000,
    run: async () => {
      // oxlint-disable-next-line no-await-in-loop -- one after the other: each reads a whole tenant
      while (await exportOne(deps)) continue;
      await forgetEnded(deps);
    },
  };
}

async function exportOne(deps: ExportJobDeps): Promise<boolean> {
  const [claimed] = await claimExport(deps.engine, []);
  if (claimed === undefined) return false;
  try {
    await write(deps, claimed);
  } catch (error) {
    const problem = error instanceof Error ? error : new Error(String(error));
    deps.onError(problem);
    await failExport(deps.engine, [claimed.tenant_id, claimed.id, problem.message]);
  }
  return true;
}

async function write(deps: ExportJobDeps, row: ExportRow & { data_key: Buffer }): Promise<void> {
  const { tenant_id: tenantId, id, passphrase: sealed } = row;
  if (sealed === null) throw new Error("an export that waits has its passphrase");
  const passphrase = deps.vault.open(row.data_key, passphrasePlace(tenantId, id), sealed);
  const writing = { engine: deps.engine, directory: deps.store.stagingDir, now: deps.now };
  const { path, sizeBytes, sha256 } = await writeExport(writing, { tenantId, id, passphrase });
  try {
    await deps.store.put({ tenantId, sha256 }, { path, sizeBytes });
  } finally {
    await rm(path, { force: true });
  }
  await finishExport(deps.engine, [tenantId, id, sha256, sizeBytes, exportLinkDays]);
}

const forgottenAtOnce = 100;

async function forgetEnded({ engine, store }: ExportJobDeps): Promise<void> {
  const ended = await readEndedExports(engine, [forgottenAtOnce]);
  await Promise.all(ended.map(({ tenant_id: tenantId, sha256 }) => store.delete({ tenantId, sha256 })));
  await forgetExports(engine, [ended.map((row) => row.tenant_id), ended.map((row) => row.id)]);
}
