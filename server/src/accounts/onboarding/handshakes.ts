// Remembers that Meta's handshake brought a verify token, so that onboarding can say that webhooks reach us.

import { keyedHash, type Vault } from "../../kernel/crypto.ts";
import type { Database } from "../../kernel/db.ts";
import { readSighting, writeHandshake } from "../store/onboarding.ts";
import type { Sighting } from "./webhook-steps.ts";

type Deps = {
  /** Under the engine's role. */
  engine: Database;
  vault: Pick<Vault, "derive">;
};

/** Only of tokens that are known: strangers' guesses leave nothing behind. */
export async function keepHandshake({ engine, vault }: Deps, verifyToken: string, at: Date): Promise<void> {
  await writeHandshake(engine, [hashOf(vault, verifyToken), at]);
}

export async function sightingOf(
  { engine, vault }: Deps,
  { verifyToken, webhookKey }: { verifyToken: string; webhookKey: string | null },
): Promise<Sighting> {
  const [row] = await readSighting(engine, [hashOf(vault, verifyToken), webhookKey]);
  return { handshakeAt: row?.handshake_at ?? null, webhookAt: row?.webhook_at ?? null };
}

function hashOf(vault: Pick<Vault, "derive">, verifyToken: string): Buffer {
  return keyedHash(vault.derive("webhook_key"), `verify ${verifyToken}`);
}
