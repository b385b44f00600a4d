// One sender's connection to the Cloud API: a send is one post, and its outcome what can honestly be
// said of it.

import type { Account, Outcome, OutgoingMessage, Session } from "../transport.ts";
import { readAnswer } from "./answer.ts";
import type { GraphClient, Posted } from "./client.ts";
import { requestBody } from "./request-body.ts";
import { readSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";
import type { SharedClients } from "./shared-clients.ts";

export function openSession(account: Account, origins: ReadonlySet<string>, clients: SharedClients): Session {
  const read = readSettings(account, origins);
  if (!read.ok) return { send: async () => misconfigured(read.problem), close: async () => {} };
  const { settings } = read;
  const client = clients.take(settings.origin);
  let closed = false;
  return {
    send: async (message, signal) => (closed ? afterClose : await send(client, settings, message, signal)),
    close: async () => {
      if (closed) return;
      closed = true;
      await clients.giveBack(client);
    },
  };
}

async function send(
  client: GraphClient,
  { path, accessToken }: Settings,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<Outcome> {
  const body = Buffer.from(JSON.stringify(requestBody(message)));
  const posted = await client.post({ path, accessToken, body }, signal);
  const outcome = posted.kind === "answered" ? readAnswer(posted.answer) : lost(posted, signal);
  return withoutSecret(outcome, accessToken);
}

function lost({ left, reason }: Extract<Posted, { kind: "failed" }>, signal: AbortSignal): Outcome {
  if (left) {
    const detail = `The connection broke after the message may have left (${reason}).`;
    return { kind: "unknown", error: { code: "outcome_unknown", providerCode: null, detail } };
  }
  const detail = `The provider was not reached, the message did not leave (${reason}).`;
  const error = { code: "connection_failed", providerCode: null, detail } as const;
  if (signal.aborted) return { kind: "later", error, scope: "message", afterMs: null, counts: false };
  // An unreachable provider says nothing about this message, so it costs no attempt; the lane waits as one.
  return { kind: "later", error, scope: "sender", afterMs: 2000, counts: false };
}

const afterClose: Outcome = {
  kind: "later",
  error: { code: "connection_failed", providerCode: null, detail: "The session was closed." },
  scope: "message",
  afterMs: null,
  counts: false,
};

function misconfigured(detail: string): Outcome {
  const error = { code: "invalid_sender_config", providerCode: null, detail } as const;
  return { kind: "later", error, scope: "sender", afterMs: null, counts: false };
}

/** Meta quotes malformed tokens in its own error text. */
function withoutSecret(outcome: Outcome, accessToken: string): Outcome {
  if (outcome.kind === "accepted") return outcome;
  const detail = outcome.error.detail
    .replaceAll(accessToken, "[token]")
    .replace(/EA[A-Za-z0-9]{20,}/g, "[token]");
  return { ...outcome, error: { ...outcome.error, detail } };
}
