// Meta's webhook: the handshake, the signature over the raw bytes, the row, the answer. Nothing is read here.

import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "../kernel/errors.ts";
import type { WebhookKeys } from "../senders/index.ts";
import { verifySignature } from "../transports/cloud-api/index.ts";
import type { Receiver } from "./receive-webhook.ts";

export type CloudApiHookDeps = {
  receiver: Receiver;
  webhookKeys(): Promise<Pick<WebhookKeys, "signing" | "verifyTokens">>;
  /** A known verify token has come: Meta reaches this address. */
  onHandshake?(verifyToken: string): Promise<void>;
};

type HookReply = { status: number; body: string; contentType: string };

const plain = (status: number, body: string): HookReply => ({
  status,
  body,
  contentType: "text/plain; charset=utf-8",
});

/** Meta asks once whether the address is ours: 200 with the challenge, when the token is one we know. */
export async function handshake(
  deps: CloudApiHookDeps,
  query: Readonly<Record<string, unknown>>,
): Promise<HookReply> {
  const token = query["hub.verify_token"];
  const challenge = query["hub.challenge"];
  if (query["hub.mode"] !== "subscribe" || typeof token !== "string" || typeof challenge !== "string") {
    throw new AppError(
      "invalid_request",
      "This is Meta's webhook address; a handshake names mode, token and challenge.",
    );
  }
  const { verifyTokens } = await deps.webhookKeys();
  // Every token is compared, so that the time taken does not say which one was near.
  const known = [...verifyTokens].filter((verifyToken) => sameText(verifyToken, token)).length > 0;
  if (!known) throw new AppError("verify_token_invalid", "The verify token is not one of ours.");
  await deps.onHandshake?.(token);
  return plain(200, challenge.slice(0, 256));
}

/**
 * Answers 200 only once the body is durable: Meta does not send again what was answered. Which tenant it speaks of is
 * not looked at, so the answer tells a stranger nothing.
 */
export async function receive(
  deps: CloudApiHookDeps,
  body: Buffer,
  signature: string | undefined,
): Promise<HookReply> {
  const { signing } = await deps.webhookKeys();
  const signer = signing.filter(({ appSecret }) => verifySignature(body, signature, [appSecret])).at(0);
  if (signer === undefined) throw new AppError("signature_invalid", "The signature does not match the body.");
  await deps.receiver.receive({ source: "cloud_api", webhookKey: signer.webhookKey, body });
  return plain(200, "EVENT_RECEIVED");
}

/** Hashed first, because the comparison wants equal lengths and must not tell the length either. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
