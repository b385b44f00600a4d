// The secrets that webhooks are verified with: read for all tenants, because a webhook does not say whose
// it is.

import type { Vault } from "../kernel/crypto.ts";
import type { Database } from "../kernel/db.ts";
import { openSecrets } from "./secrets.ts";
import { readSendersWithWebhooks } from "./store.ts";

export type WebhookKeys = {
  /** App secrets with the fingerprint their senders are found by. */
  signing: readonly { webhookKey: string; appSecret: string }[];
  verifyTokens: ReadonlySet<string>;
};

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
  for (const row of await readSendersWithWebhooks(engine, [])) {
    try {
      const { app_secret: appSecret, verify_token: verifyToken } = openSecrets(vault, row);
      if (row.webhook_key !== null && appSecret !== undefined) signing.set(row.webhook_key, appSecret);
      if (verifyToken !== undefined) verifyTokens.add(verifyToken);
    } catch (error) {
      // One damaged row must not close the door to everybody's webhooks.
      onError(new Error(`the secrets of sender ${row.id} cannot be opened`, { cause: error }));
    }
  }
  return {
    signing: [...signing].map(([webhookKey, appSecret]) => ({ webhookKey, appSecret })),
    verifyTokens,
  };
}
