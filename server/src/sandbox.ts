// Fills a fresh installation so that its first message can be sent at once: a tenant, a simulated sender, a
// key.

import { sandboxAccount, restoreSandboxNumbers } from "./sandbox-numbers.ts";
import type { AttachedConfig } from "./config.ts";
import type { Vault } from "./kernel/crypto.ts";
import { createDatabase, type Database, type Tx } from "./kernel/db.ts";
import { createIdMaker } from "./kernel/ids.ts";
import { usualScopes } from "./kernel/route.ts";
import { openVault } from "./open-vault.ts";
import { type CloudApiConfig, ensureSandboxSender, readCloudApiConfig } from "./senders/index.ts";
import { createTenant, ensureSandboxKey, readTenantBySlug, type TenantRow } from "./tenancy/index.ts";

export type Sandbox = { apiKey: string; tenantId: string; senderId: string };

/**
 * Safe to run at every start: what is there stays, and the sender follows the simulator. `simulator` is
 * what its `/_sim/config` says; where its webhooks go it was told by its own environment.
 */
export async function prepareSandbox(
  databaseUrl: string,
  config: AttachedConfig,
  simulator: unknown,
): Promise<Sandbox> {
  const newId = createIdMaker(Date.now);
  const engine = createDatabase({
    url: databaseUrl,
    role: "waypost_engine",
    connectionsMax: 2,
    // A connection that breaks fails the statement on it, which is where it is reported.
    onError: () => undefined,
  });
  try {
    await restoreSandboxNumbers(engine, `http://127.0.0.1:${config.simulator.port}`);
    const vault = await openVault(config, engine);
    return await seed(engine, { vault, newId }, readAccount(simulator));
  } finally {
    await engine.close();
  }
}

type SeedDeps = { vault: Vault; newId(): string };

function seed(engine: Database, deps: SeedDeps, account: CloudApiConfig): Promise<Sandbox> {
  return engine.transaction(async (tx) => {
    const tenant = await defaultTenant(tx, deps);
    const senderId = await ensureSandboxSender(deps, tx, tenant.id, account);
    const key = {
      tenantId: tenant.id,
      name: "Sandbox",
      mode: "test",
      scopes: usualScopes,
      expiresAt: null,
    } as const;
    return { apiKey: await ensureSandboxKey(tx, deps.vault, key), tenantId: tenant.id, senderId };
  });
}

async function defaultTenant(tx: Tx, { vault, newId }: SeedDeps): Promise<TenantRow> {
  const slug = "default";
  const created = await createTenant(tx, vault, { id: newId(), slug, name: "Default", defaultCountry: null });
  const [tenant] = created === null ? await readTenantBySlug(tx, [slug]) : [created];
  if (tenant === undefined) throw new Error("a taken slug belongs to a tenant");
  return tenant;
}

function readAccount(simulator: unknown): CloudApiConfig {
  const read = readCloudApiConfig(sandboxAccount(simulator as Record<string, unknown>));
  if (read.ok) return read.value;
  const wrong = read.errors.map(({ path, message }) => `${path} ${message}`).join("; ");
  throw new Error(`the simulator's configuration cannot be used: ${wrong}`);
}
