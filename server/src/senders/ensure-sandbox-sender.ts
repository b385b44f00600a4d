// The one sender a fresh installation has: made when it is missing, brought in step with the simulator when
// it is there.

import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import type { CloudApiConfig } from "./cloud-api-config.ts";
import { insertAccount } from "./create-sender.ts";
import { sealSecrets, webhookKeyOf } from "./secrets.ts";
import {
  lockSenders,
  notifySender,
  readAllSenders,
  readTenant,
  setDefaultSender,
  updateSender,
} from "./store.ts";

/** Answers the sender's id. It is the default for as long as nobody chooses another. */
export async function ensureSandboxSender(
  deps: { vault: Vault; newId(): string },
  tx: Tx,
  tenantId: string,
  account: CloudApiConfig,
): Promise<string> {
  await lockSenders(tx, [tenantId]);
  const [tenant] = await readTenant(tx, [tenantId]);
  if (tenant === undefined) throw new Error("the sandbox has a tenant");
  // The oldest: others were added by people, each with a number of its own.
  const kept = (await readAllSenders(tx, [tenantId])).find((sender) => sender.transport === "sandbox");
  if (kept === undefined) {
    const owner = { tenantId, mode: "test" } as const;
    const row = await insertAccount(deps, tx, owner, { name: "Sandbox", transport: "sandbox", account });
    if (row === null) throw new Error("a tenant without sandbox senders has their numbers free");
    if (tenant.default_sender_id === null) await setDefaultSender(tx, [tenantId, row.id]);
    return row.id;
  }
  const { address, externalId, config, secrets } = account;
  const sealed = sealSecrets(deps.vault, tenant.data_key, kept, secrets);
  const webhookKey = webhookKeyOf(deps.vault, secrets.app_secret);
  await updateSender(tx, [tenantId, kept.id, kept.name, address, externalId, webhookKey, config, sealed]);
  await notifySender(tx, [String(kept.shard)]);
  return kept.id;
}
