// Webhooks of providers that prove themselves by a secret of one sender, whose id is in the address.

import type { IncomingHttpHeaders } from "node:http";
import type { TransportName } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import { senderKeyOf, type WebhookKeys } from "../senders/index.ts";
import type { Receiver } from "./receive-webhook.ts";

export type SenderHookDeps = {
  receiver: Pick<Receiver, "receive">;
  webhookKeys(): Promise<Pick<WebhookKeys, "ofSenders">>;
};

export type SenderHook = {
  transport: TransportName;
  /** Whether the provider, who knows the secret, has sent this body. */
  proves(body: Buffer, headers: IncomingHttpHeaders, secret: string): boolean;
};

/** What comes to one sender's address. */
export type SenderPost = { sender: string; body: Buffer; headers: IncomingHttpHeaders };

type HookReply = { status: number; body: string; contentType: string };

/**
 * Answers 200 only once the body is durable. An address that names no sender answers like a wrong signature, so
 * that a stranger does not learn which senders there are.
 */
export async function receiveForSender(
  deps: SenderHookDeps,
  { transport, proves }: SenderHook,
  { sender, body, headers }: SenderPost,
): Promise<HookReply> {
  const senderId = parseId("snd", sender);
  const known = senderId === null ? undefined : (await deps.webhookKeys()).ofSenders.get(senderId);
  const isProven = known?.transport === transport && proves(body, headers, known.secret);
  if (senderId === null || !isProven) {
    throw new AppError("signature_invalid", "The webhook does not prove that the sender's provider sent it.");
  }
  await deps.receiver.receive({ source: transport, webhookKey: senderKeyOf(senderId), body });
  return { status: 200, body: "OK", contentType: "text/plain; charset=utf-8" };
}

export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}
