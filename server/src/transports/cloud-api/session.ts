// One sender's connection to the Cloud API: a send is one post, and its outcome what can honestly be
// said of it.

import type { HttpClient } from "../http/client.ts";
import { afterClose, lostOutcome, misconfigured, withoutSecret } from "../http/outcomes.ts";
import type { SharedClients } from "../http/shared-clients.ts";
import type { Account, Outcome, OutgoingMessage, Session } from "../transport.ts";
import { readAnswer } from "./answer.ts";
import type { Dialect, Settings } from "./dialect.ts";
import { requestBody } from "./request-body.ts";

export function openSession(account: Account, dialect: Dialect, clients: SharedClients): Session {
  const read = dialect.readSettings(account);
  if (!read.ok) return { send: async () => misconfigured(read.problem), close: async () => {} };
  const { settings } = read;
  const client = clients.take(settings.origin);
  let closed = false;
  return {
    send: async (message, signal) =>
      closed ? afterClose : await send({ client, dialect, settings }, message, signal),
    close: async () => {
      if (closed) return;
      closed = true;
      await clients.giveBack(client);
    },
  };
}

type Line = { client: HttpClient; dialect: Dialect; settings: Settings };

async function send(
  { client, dialect, settings }: Line,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<Outcome> {
  const { path, headers, secret } = settings;
  const body = Buffer.from(JSON.stringify(requestBody(message)));
  const exchanged = await client.send({ method: "POST", path, headers, body }, signal);
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
