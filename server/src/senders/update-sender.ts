// Changes a sender: its name, its configuration, its protection, whether it is the default, whether it
// stands still.

import type { UpdateSender } from "@waypost/contract";
import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { readCloudApiConfig } from "./cloud-api-config.ts";
import { accepted, type SenderOwner } from "./create-sender.ts";
import { requireSense } from "./protection/settings.ts";
import { openSecrets, sealSecrets, webhookKeyOf } from "./secrets.ts";
import {
  lockSenders,
  notifySender,
  pauseSender,
  readSender,
  readSenderForUpdate,
  readTenant,
  resumeSender,
  type SenderRow,
  setDefaultSender,
  updateSender as updateRow,
  writeProtection,
} from "./store.ts";
import { readWebConfig } from "./web-config.ts";

/** Null when there is no such sender within reach. */
export async function updateSender(
  vault: Vault,
  tx: Tx,
  owner: SenderOwner & { senderId: string },
  change: UpdateSender,
): Promise<SenderRow | null> {
  const name = [owner.tenantId, owner.mode, owner.senderId];
  await lockSenders(tx, [owner.tenantId]);
  const [row] = await readSenderForUpdate(tx, name);
  if (row === undefined) return null;
  if (change.name !== undefined || change.config !== undefined) await rewrite(vault, tx, row, change);
  if (change.protection !== undefined) {
    requireSense(change.protection, row);
    await writeProtection(tx, [owner.tenantId, owner.senderId, change.protection]);
  }
  if (change.paused === true) await pauseSender(tx, [owner.tenantId, owner.senderId, "paused by a person"]);
  if (change.paused === false) await resumeSender(tx, [owner.tenantId, owner.senderId]);
  if (change.default !== undefined) await chooseDefault(tx, owner, change.default);
  await notifySender(tx, [String(row.shard)]);
  const [changed] = await readSender(tx, name);
  return changed ?? null;
}

/** Given fields replace kept ones, secrets too; the whole is then read as strictly as a new sender's. */
async function rewrite(vault: Vault, tx: Tx, row: SenderRow, change: UpdateSender): Promise<void> {
  const name = change.name ?? row.name;
  const [tenant] = await readTenant(tx, [row.tenant_id]);
  if (tenant === undefined) throw new Error("a caller's tenant exists");
  if (change.config === undefined) {
    await updateRow(tx, [
      row.tenant_id,
      row.id,
      name,
      row.address,
      row.external_id,
      row.webhook_key,
      row.config,
      row.secrets,
    ]);
    return;
  }
  if (row.transport === "sandbox") {
    throw new AppError("invalid_sender_config", "A sandbox sender is configured by the simulator.");
  }
  const kept = openSecrets(vault, { ...row, data_key: tenant.data_key });
  if (row.transport === "whatsapp_web") {
    const web = accepted(readWebConfig({ ...kept, ...change.config }));
    const sealed = web.secrets === null ? null : sealSecrets(vault, tenant.data_key, row, web.secrets);
    const number = [row.address, row.external_id, row.webhook_key];
    return void (await updateRow(tx, [row.tenant_id, row.id, name, ...number, web.config, sealed]));
  }
  const read = readCloudApiConfig({ ...row.config, ...kept, ...change.config });
  const { address, externalId, config, secrets } = accepted(read);
  if (address !== row.address || externalId !== row.external_id) {
    // Messages were accepted and evidence kept under this number: another number is another sender.
    throw new AppError(
      "invalid_sender_config",
      "A sender keeps its number; create another sender for another number.",
      {
        errors: [{ path: "/config", message: "must not change phone_number_id or display_phone_number" }],
      },
    );
  }
  const sealed = sealSecrets(vault, tenant.data_key, row, secrets);
  const webhookKey = webhookKeyOf(vault, secrets.app_secret);
  await updateRow(tx, [row.tenant_id, row.id, name, address, externalId, webhookKey, config, sealed]);
}

async function chooseDefault(
  tx: Tx,
  owner: SenderOwner & { senderId: string },
  chosen: boolean,
): Promise<void> {
  if (chosen) return void (await setDefaultSender(tx, [owner.tenantId, owner.senderId]));
  const [tenant] = await readTenant(tx, [owner.tenantId]);
  if (tenant?.default_sender_id === owner.senderId) await setDefaultSender(tx, [owner.tenantId, null]);
}
