// One sender's connection to the Cloud API: a send is one post, and its outcome what can honestly be
// said of it.

import type { HttpClient } from "../http/client.ts";
import { afterClose, lostOutcome, misconfigured, withoutSecret } from "../http/outcomes.ts";
import type { SharedClients } from "../http/shared-clients.ts";
import type { TemplateSync } from "../template-sync.ts";
import type { Account, MediaFetch, Outcome, OutgoingMessage, Session } from "../transport.ts";
import { readAnswer } from "./answer.ts";
import type { Dialect, Settings } from "./dialect.ts";
import { type Download, mediaFetch } from "./media-fetch.ts";
import { createUploadMemory, type MediaUploads, sendWithFiles } from "./media-upload.ts";
import { requestBody } from "./request-body.ts";
import { templateCalls } from "./templates/calls.ts";

export type SessionDeps = {
  dialect: Dialect;
  clients: SharedClients;
  /** How people's files are fetched; without it none are. */
  download: { fetch: Download; bytesMax: number } | null;
};

export function openSession(
  account: Account,
  { dialect, clients, download }: SessionDeps,
): Session & Partial<TemplateSync & MediaFetch> {
  const read = dialect.readSettings(account);
  if (!read.ok) return { send: async () => misconfigured(read.problem), close: async () => {} };
  const { settings } = read;
  const client = clients.take(settings.origin);
  const line = { client, dialect, settings };
  const uploads: MediaUploads = { ...line, files: account.files, memory: createUploadMemory() };
  let closed = false;
  return {
    send: async (message, signal) =>
      closed
        ? afterClose
        : await sendWithFiles(uploads, message, signal, (ready) => send(line, ready, signal)),
    close: async () => {
      if (closed) return;
      closed = true;
      await clients.giveBack(client);
    },
    ...(settings.templates === undefined
      ? {}
      : templateCalls({ client, settings, at: settings.templates, files: account.files })),
    ...(download === null ? {} : mediaFetch({ client, settings, ...download })),
  };
}

type Line = { client: HttpClient; dialect: Dialect; settings: Settings };

async function send(
  { client, dialect, settings }: Line,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<Outcome> {
  const { path, headers, secret } = settings;
  const { mayLeave } = message;
  const body = Buffer.from(JSON.stringify(requestBody(message)));
  const exchanged = await client.send({ method: "POST", path, headers, body, mayLeave }, signal);
  const outcome =
    exchanged.kind === "answered"
      ? readAnswer(exchanged.answer, dialect.readOwnError)
      : lostOutcome(exchanged, signal);
  return withoutTokens(withoutSecret(outcome, secret));
}

/** Meta quotes malformed tokens in its own error text. */
function withoutTokens(outcome: Outcome): Outcome {
  if (outcome.kind === "accepted") return outcome;
  const detail = outcome.error.detail.replace(/EA[A-Za-z0-9]{20,}/g, "[token]");
  return { ...outcome, error: { ...outcome.error, detail } };
}
