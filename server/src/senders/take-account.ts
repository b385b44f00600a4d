// Takes a business number its owner has just shared: as a new sender, or as new credentials for the one there is.

import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import { accepted, type CreateSenderDeps, insertAccount, type SenderOwner } from "./create-sender.ts";
import { readCloudApiConfig } from "./cloud-api-config.ts";
import { openSecrets, sealSecrets, webhookKeyOf } from "./secrets.ts";
import {
  lockSenders,
  notifySender,
  readAllSenders,
  readTenant,
  resumeWithNewKeys,
  type SenderRow,
  setDefaultSender,
  updateSender,
} from "./store.ts";

export type TakenAccount = { row: SenderRow; created: boolean };

/**
 * `config` as for a sender that is created by hand. One that is there keeps its name and its verify token, which Meta
 * may have been told already. Null for a number that a sender over another road has: it goes on over that one.
 */
export async function takeAccount(
  deps: Pick<CreateSenderDeps, "vault" | "newId" | "roomForSender">,
  tx: Tx,
  owner: SenderOwner,
  { name, config }: { name: string; config: Readonly<Record<string, unknown>> },
): Promise<TakenAccount | null> {
  const account = accepted(readCloudApiConfig(config));
  const transport = owner.mode === "test" ? "sandbox" : "cloud_api";
  await lockSenders(tx, [owner.tenantId]);
  const all = await readAllSenders(tx, [owner.tenantId]);
  const mine = all.filter((row) => row.mode === owner.mode);
  const known = mine.find((row) => row.external_id === account.externalId && row.transport === transport);
  if (known !== undefined) return { row: await renew(deps.vault, tx, known, account), created: false };
  await deps.roomForSender?.(tx, owner);
  const row = await insertAccount(deps, tx, owner, { name, transport, account });
  if (row === null) return null;
  if (mine.length === 0) await setDefaultSender(tx, [owner.tenantId, row.id]);
  return { row, created: true };
}

type Account = ReturnType<typeof accepted<CloudApiAccount>>;
type CloudApiAccount = Extract<ReturnType<typeof readCloudApiConfig>, { ok: true }>["value"];

async function renew(vault: Vault, tx: Tx, row: SenderRow, account: Account): Promise<SenderRow> {
  const [tenant] = await readTenant(tx, [row.tenant_id]);
  if (tenant === undefined) throw new Error("a caller's tenant exists");
  const kept = openSecrets(vault, { ...row, data_key: tenant.data_key });
  const secrets = { ...account.secrets, verify_token: kept["verify_token"] ?? account.secrets.verify_token };
  const sealed = sealSecrets(vault, tenant.data_key, row, secrets);
  const key = webhookKeyOf(vault, secrets.app_secret);
  const config = { ...row.config, ...account.config };
  const names = [row.name, row.address, row.external_id, key];
  await updateSender(tx, [row.tenant_id, row.id, ...names, config, sealed]);
  await resumeWithNewKeys(tx, row.tenant_id, row.id);
  await notifySender(tx, [String(row.shard)]);
  return { ...row, webhook_key: key, config, secrets: sealed };
}
