// What becomes of one fetched file: kept and linked to its message, refused, gone, or tried again.

import type { ErrorCode } from "@waypost/contract";
import type { FetchedFile } from "../../transports/transport.ts";
import { cleanName } from "../filename.ts";
import { inspect } from "../inspect/index.ts";
import { insertFile, keepBytes } from "../keep-file.ts";
import { after, inboundKeptMs } from "../retention.ts";
import { FileTooLargeError, stage, type Staged } from "../staging.ts";
import { bytesMax, plainType } from "../whatsapp-types.ts";
import { nextTry } from "./inbound-file.ts";
import type { InboundFilesDeps } from "./inbound-files.ts";
import { type ClaimedFile, deferInboundFile, endInboundFile, storedInboundFile } from "./inbound-store.ts";

export async function keepInboundFile(
  deps: InboundFilesDeps,
  file: ClaimedFile,
  fetched: FetchedFile,
): Promise<void> {
  if (fetched.kind !== "found") return leave(deps, file, fetched.kind);
  const { stream, mimeType } = fetched;
  try {
    const staged = await stage(stream, { directory: deps.store.stagingDir, bytesMax, ...patience });
    try {
      await keep(deps, file, { staged, declaredType: plainType(mimeType) ?? file.declared_type });
    } finally {
      await staged.discard();
    }
  } catch (error) {
    if (error instanceof FileTooLargeError) return await end(deps, file, "refused", "media_too_large");
    await putOff(deps, file);
    deps.onError(error instanceof Error ? error : new Error(String(error)));
  } finally {
    stream.destroy();
  }
}

async function leave(
  deps: InboundFilesDeps,
  file: ClaimedFile,
  kind: Exclude<FetchedFile["kind"], "found">,
): Promise<void> {
  if (kind === "too_large") return end(deps, file, "refused", "media_too_large");
  // A linked phone's session remembers a message in the same moment as it tells of it, or a moment later.
  const isSure = kind === "gone" && file.attempts >= believedFrom;
  return isSure ? end(deps, file, "gone", null) : putOff(deps, file);
}

/** With the pauses before it, the third try is more than half a minute later. */
const believedFrom = 3;

const patience = { silenceMs: 30_000, totalMs: 5 * 60_000 };

type Arrived = { staged: Staged; declaredType: string | null };

async function keep(
  deps: InboundFilesDeps,
  file: ClaimedFile,
  { staged, declaredType }: Arrived,
): Promise<void> {
  const { sizeBytes } = staged;
  const inspected = await inspect(staged.readAt, { sizeBytes, declaredType, direction: "people" });
  if (!inspected.ok) return end(deps, file, "refused", inspected.code);
  await keepBytes(deps.store, deps.db.transaction, file.tenant_id, staged);
  await deps.db.transaction(async (tx) => {
    const row = await insertFile(
      tx,
      {
        tenantId: file.tenant_id,
        id: deps.newId(),
        mode: file.mode,
        origin: "inbound",
        mimeType: inspected.mimeType,
        declaredType,
        // As its message calls it: a picture sent as a document is one.
        kind: file.kind,
        filename: cleanName(file.filename, inspected.mimeType),
        expiresAt: after(deps.now(), inboundKeptMs),
      },
      staged,
    );
    const linked = await storedInboundFile(tx, [...keyOf(file), row.id]);
    // Another process was quicker, over a claim of ours that had run out: its file is the one.
    if (linked.length === 0)
      throw new Error("an inbound file was fetched by two processes; the first one's is kept");
  });
}

/** The provider did not give it, or we could not keep it: later, for as long as the provider has it. */
export async function putOff({ db, now }: InboundFilesDeps, file: ClaimedFile): Promise<void> {
  const next = nextTry(file.attempts, file.heard_at, now());
  if (next === null) await endInboundFile(db, [...keyOf(file), "gone", null]);
  else await deferInboundFile(db, [...keyOf(file), next]);
}

async function end(
  { db }: InboundFilesDeps,
  file: ClaimedFile,
  state: "gone" | "refused",
  problem: ErrorCode | null,
): Promise<void> {
  await endInboundFile(db, [...keyOf(file), state, problem]);
}

function keyOf(file: ClaimedFile): [string, string, string] {
  return [file.tenant_id, file.sender_id, file.provider_message_id];
}
