// Hands files of ours to Meta, once for each sender, and puts Meta's ids for them into messages.

import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { fileGone, ownIds, replaceFiles, storeAway } from "../files/own-files.ts";
import type { HttpClient } from "../http/client.ts";
import { fields } from "../http/json.ts";
import type { Outcome, OutgoingFile, OutgoingFiles, OutgoingMessage } from "../transport.ts";
import { readAnswer } from "./answer.ts";
import type { Dialect, Settings } from "./dialect.ts";

export type MediaUploads = {
  client: HttpClient;
  dialect: Dialect;
  settings: Settings;
  files: OutgoingFiles | undefined;
  memory: UploadMemory;
};

/** By our id: what is under way, which a campaign's first messages share, and what was found out a moment ago. */
export type UploadMemory = {
  underWay: Map<string, Promise<Handed>>;
  recent: Map<string, { providerId: string; until: number }>;
};

export function createUploadMemory(): UploadMemory {
  return { underWay: new Map(), recent: new Map() };
}

/** `fresh`: handed over just now, so Meta surely knows it. */
export type Handed = { kind: "id"; id: string; fresh: boolean } | { kind: "ended"; outcome: Outcome };

/** Meta keeps an upload for 30 days (Cloud API, "Media"); a day less, so that what is sent last is still there. */
const keptMs = 29 * 24 * 3_600_000;
/** Within it a campaign's messages do not ask the database, each for the same file. */
const recentMs = 10_000;
const recentMax = 1_000;
/** The largest file over a slow line. It is no part of a message's send, which only waits for it. */
const uploadMs = 15 * 60_000;

/** Sends with Meta's ids for our files; one that Meta no longer knows is handed over again, once. */
export async function sendWithFiles(
  uploads: MediaUploads,
  outgoing: OutgoingMessage,
  signal: AbortSignal,
  send: (message: OutgoingMessage) => Promise<Outcome>,
): Promise<Outcome> {
  const ids = ownIds(outgoing.message);
  if (ids.length === 0) return send(outgoing);
  const first = await prepare(uploads, outgoing, ids, signal);
  if (first.kind === "ended") return first.outcome;
  const outcome = await send(first.message);
  const known = first.reused;
  if (known.length === 0 || !mayBeGone(outcome)) return outcome;
  // A refusal on the spot says that the message did not go, so sending it again sends it once.
  for (const id of known) uploads.memory.recent.delete(id);
  await Promise.all(known.map(async (id) => uploads.files?.keepProviderId(id, null)));
  const second = await prepare(uploads, outgoing, ids, signal);
  return second.kind === "ended" ? second.outcome : send(second.message);
}

/** What Meta answers about an id it does not know: an invalid parameter, of which kind depends on where it stood. */
function mayBeGone(outcome: Outcome): boolean {
  const codes = ["33", "100", "131009", "131053"];
  return outcome.kind === "refused" && codes.includes(outcome.error.providerCode ?? "");
}

type Ready =
  | { kind: "ready"; message: OutgoingMessage; reused: string[] }
  | { kind: "ended"; outcome: Outcome };

async function prepare(
  uploads: MediaUploads,
  outgoing: OutgoingMessage,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Ready> {
  const handed = await unlessAborted(
    Promise.all(ids.map(async (id) => [id, await handOver(uploads, id)] as const)),
    signal,
  );
  if (handed === null) return { kind: "ended", outcome: stillUploading };
  const names = new Map<string, string>();
  for (const [id, one] of handed) {
    if (one.kind === "ended") return one;
    names.set(id, one.id);
  }
  const message = replaceFiles(outgoing, ({ media }) => (media.id = names.get(media.id ?? "") ?? ""));
  const reused = handed.flatMap(([id, one]) => (one.kind === "id" && !one.fresh ? [id] : []));
  return { kind: "ready", message, reused };
}

function handOver(uploads: MediaUploads, id: string): Promise<Handed> {
  const { underWay, recent } = uploads.memory;
  const found = recent.get(id);
  if (found !== undefined && found.until > performance.now()) {
    return Promise.resolve({ kind: "id", id: found.providerId, fresh: false });
  }
  const known = underWay.get(id);
  if (known !== undefined) return known;
  const handing = findOrUpload(uploads, id)
    .then((handed) => remember(recent, id, handed))
    .catch((): Handed => ({ kind: "ended", outcome: storeAway }))
    .finally(() => underWay.delete(id));
  underWay.set(id, handing);
  return handing;
}

function remember(recent: UploadMemory["recent"], id: string, handed: Handed): Handed {
  recent.delete(id);
  if (handed.kind === "id") recent.set(id, { providerId: handed.id, until: performance.now() + recentMs });
  const [oldest] = recent.size > recentMax ? recent.keys() : [];
  if (oldest !== undefined) recent.delete(oldest);
  return handed;
}

async function findOrUpload(uploads: MediaUploads, id: string): Promise<Handed> {
  const { files } = uploads;
  const file = await files?.find(id);
  if (!files || !file) return { kind: "ended", outcome: fileGone };
  const known = await files.providerId(id);
  if (known !== null) return { kind: "id", id: known, fresh: false };
  const handed = await upload(uploads, file);
  if (handed.kind === "id") await files.keepProviderId(id, { id: handed.id, forMs: keptMs });
  return handed;
}

async function upload({ client, dialect, settings }: MediaUploads, file: OutgoingFile): Promise<Handed> {
  const form = await formOf(file);
  const request = {
    method: "POST",
    path: settings.media.upload,
    headers: { ...settings.headers, ...form.headers },
    body: form.body,
  } as const;
  const exchanged = await client.send(request, AbortSignal.timeout(uploadMs));
  if (exchanged.kind === "failed") return { kind: "ended", outcome: uploadLost(exchanged.reason) };
  const { answer } = exchanged;
  const { id } = fields(answer.body);
  if (answer.status < 300 && typeof id === "string" && /^[\w.-]{1,256}$/.test(id)) {
    return { kind: "id", id, fresh: true };
  }
  const outcome = readAnswer(answer, dialect.readOwnError);
  // Of the message itself nothing has left, whatever became of its file.
  const isDoubtful = outcome.kind === "unknown" || outcome.kind === "accepted";
  return { kind: "ended", outcome: isDoubtful ? uploadLost(`status ${answer.status}`) : outcome };
}

/** Of the fields the file comes last, as a stream between two pieces of text, so that its length is known before. */
async function formOf(file: OutgoingFile): Promise<{ headers: Record<string, string>; body: Readable }> {
  const boundary = `waypost${randomUUID().replaceAll("-", "")}`;
  const field = (name: string, value: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const name = (file.filename ?? "file").replaceAll(/["\r\n]/g, "_");
  const head = Buffer.from(
    `${field("messaging_product", "whatsapp")}${field("type", file.mimeType)}--${boundary}\r\n` +
      `content-disposition: form-data; name="file"; filename="${name}"\r\n` +
      `content-type: ${file.mimeType}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const bytes = await file.open();
  return {
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": String(head.length + file.sizeBytes + tail.length),
    },
    body: Readable.from(joined(head, bytes, tail), { objectMode: false }),
  };
}

async function* joined(head: Buffer, bytes: Readable, tail: Buffer): AsyncGenerator<Buffer> {
  yield head;
  for await (const chunk of bytes) yield chunk as Buffer;
  yield tail;
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  if (signal.aborted) return null;
  const aborted = Promise.withResolvers<null>();
  const onAbort = (): void => aborted.resolve(null);
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** The upload goes on, and the next try finds it done. */
const stillUploading: Outcome = {
  kind: "later",
  error: {
    code: "connection_failed",
    providerCode: null,
    detail: "The message's file was still on its way to the provider; the message did not leave.",
  },
  scope: "message",
  afterMs: 2_000,
  counts: false,
};

function uploadLost(reason: string): Outcome {
  const detail = `The message's file did not reach the provider (${reason}); the message did not leave.`;
  const error = { code: "connection_failed", providerCode: null, detail } as const;
  return { kind: "later", error, scope: "message", afterMs: null, counts: true };
}
