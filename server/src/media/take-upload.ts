// Takes an upload: stream to disk, look at it, keep it, answer its record.

import { AppError } from "../kernel/errors.ts";
import type { Caller, Reply, StreamRequest } from "../kernel/route.ts";
import type { Database, Tx } from "../kernel/db.ts";
import type { MediaStore } from "./bytes/port.ts";
import { nameIn } from "./disposition.ts";
import { cleanName } from "./filename.ts";
import { inspect } from "./inspect/index.ts";
import { insertFile, keepBytes, StoreUnavailableError } from "./keep-file.ts";
import { type Links, presentMedia } from "./present-media.ts";
import { after, linkMs, uploadKeptMs } from "./retention.ts";
import { storeUnavailable } from "./serve-media.ts";
import { FileTooLargeError, FileTooSlowError, stage, type Staged } from "./staging.ts";
import { bytesMax, plainType } from "./whatsapp-types.ts";

export type UploadDeps = {
  db: Database;
  store: MediaStore;
  links: Links;
  newId(): string;
  now(): Date;
  onError(error: Error): void;
  /** Throws when the tenant's plan has no room for so many more; without it there is always room. */
  roomForBytes?(tx: Tx, owner: Pick<Caller, "tenantId" | "mode">, bytes: number): Promise<void>;
};

/** The largest file comes over a megabit line within the whole. */
const patience = { silenceMs: 30_000, totalMs: 15 * 60_000 };

export async function takeUpload(deps: UploadDeps, request: StreamRequest): Promise<Reply> {
  const { "content-type": type, "content-length": length } = request.headers;
  if (type?.startsWith("multipart/")) {
    throw new AppError("unsupported_media_type", "Send the file itself as the body, with its Content-Type.");
  }
  if (request.stream === null) throw new AppError("invalid_request", "Send the file as the body.");
  if (Number(length ?? 0) > bytesMax) throw tooLarge();
  const staged = await stageUpload(deps, request.stream);
  try {
    return await keepUpload(deps, request, staged);
  } finally {
    await staged.discard();
  }
}

async function stageUpload({ store, onError }: UploadDeps, stream: NonNullable<StreamRequest["stream"]>) {
  try {
    return await stage(stream, { directory: store.stagingDir, bytesMax, ...patience });
  } catch (error) {
    if (error instanceof FileTooLargeError) throw tooLarge();
    if (error instanceof FileTooSlowError || stream.errored !== null) {
      throw new AppError("request_timeout", "The file did not arrive in time.");
    }
    onError(error instanceof Error ? error : new Error(String(error)));
    throw storeUnavailable();
  }
}

async function keepUpload(deps: UploadDeps, request: StreamRequest, staged: Staged): Promise<Reply> {
  const { caller, headers } = request;
  const declaredType = plainType(headers["content-type"]);
  const { sizeBytes, sha256 } = staged;
  const inspected = await inspect(staged.readAt, { sizeBytes, declaredType, direction: "out" });
  if (!inspected.ok) throw new AppError(inspected.code, inspected.detail);
  const given = nameIn(headers["content-disposition"]);
  const filename = cleanName(given, inspected.mimeType);
  const transaction: Parameters<typeof keepBytes>[1] = (work) => deps.db.asTenants([caller.tenantId], work);
  await keepBytes(deps.store, transaction, caller.tenantId, staged).catch((error: unknown) => {
    if (!(error instanceof StoreUnavailableError)) throw error;
    deps.onError(error);
    throw storeUnavailable();
  });
  return request.answerOnce({ sha256, declaredType, filename }, async (tx) => {
    const now = deps.now();
    await deps.roomForBytes?.(tx, caller, sizeBytes);
    const row = await insertFile(
      tx,
      {
        tenantId: caller.tenantId,
        id: deps.newId(),
        mode: caller.mode,
        origin: "upload",
        mimeType: inspected.mimeType,
        declaredType,
        kind: inspected.kind,
        filename,
        expiresAt: after(now, uploadKeptMs),
      },
      staged,
    );
    return { status: 201, body: presentMedia(row, deps.links, after(now, linkMs)) };
  });
}

function tooLarge(): AppError {
  return new AppError("media_too_large", `A file may have ${bytesMax / 1024 / 1024} MB at most.`);
}
