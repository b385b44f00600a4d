// The secrets that webhooks are verified with: read for all tenants, because a webhook does not say whose
// it is.

import type { TransportName } from "@waypost/contract";
import type { Vault } from "../kernel/crypto.ts";
import type { Database } from "../kernel/db.ts";
import { openSecrets } from "./secrets.ts";
import { readSendersWithWebhooks } from "./store.ts";

export type WebhookKeys = {
  /** App secrets with the fingerprint their senders are found by. */
  signing: readonly { webhookKey: string; appSecret: string }[];
  verifyTokens: ReadonlySet<string>;
  /** Secrets of senders whose provider proves its webhooks by one of their own, by sender id. */
  ofSenders: ReadonlyMap<string, SenderSecret>;
};

export type SenderSecret = { transport: TransportName; webhookKey: string; secret: string };

/** A new sender's webhooks are understood this soon; the provider repeats what was refused before. */
const rememberMs = 4_000;

export type WebhookKeyDeps = {
  /** Under the engine's role. */
  engine: Database;
  vault: Pick<Vault, "open">;
  now(): number;
  onError(error: Error): void;
};

export function createWebhookKeyReader(deps: WebhookKeyDeps): () => Promise<WebhookKeys> {
  let known: { keys: Promise<WebhookKeys>; until: number } | null = null;
  return () => {
    if (known !== null && deps.now() < known.until) return known.keys;
    const keys = readKeys(deps);
    const mine = { keys, until: deps.now() + rememberMs };
    known = mine;
    keys.catch(() => {
      if (known === mine) known = null;
    });
    return keys;
  };
}

async function readKeys({ engine, vault, onError }: WebhookKeyDeps): Promise<WebhookKeys> {
  const signing = new Map<string, string>();
  const verifyTokens = new Set<string>();
  const ofSenders = new Map<string, SenderSecret>();
  for (const row of await readSendersWithWebhooks(engine, [])) {
    try {
      const opened = openSecrets(vault, row);
      const { app_secret: appSecret, verify_token: verifyToken, webhook_secret: secret } = opened;
      const { webhook_key: webhookKey, transport } = row;
      if (webhookKey !== null && appSecret !== undefined) signing.set(webhookKey, appSecret);
      if (webhookKey !== null && secret !== undefined)
        ofSenders.set(row.id, { transport, webhookKey, secret });
      if (verifyToken !== undefined) verifyTokens.add(verifyToken);
    } catch (error) {
      // One damaged row must not close the door to everybody's webhooks.
      onError(new Error(`the secrets of sender ${row.id} cannot be opened`, { cause: error }));
    }
  }
  return {
    signing: [...signing].map(([webhookKey, appSecret]) => ({ webhookKey, appSecret })),
    verifyTokens,
    ofSenders,
  };
}
