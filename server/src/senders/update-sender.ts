// Changes a sender: its name, its configuration, its protection, whether it is the default, whether it
// stands still.

import type { UpdateSender } from "@waypost/contract";
import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { accepted, readAccount, type SenderOwner, webhookKey } from "./create-sender.ts";
import { requireSense } from "./protection/settings.ts";
import { openSecrets, sealSecrets } from "./secrets.ts";
import {
  lockSenders,
  notifySender,
  pauseSender,
  readSender,
  readSenderForUpdate,
  readTenant,
  resumeSender,
  resumeWithNewKeys,
  type SenderRow,
  setDefaultSender,
  updateSender as updateRow,
  writeProtection,
} from "./store.ts";

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
  if (change.paused === false) await resumeSender(tx, [owner.tenantId, owner.senderId, null]);
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
  const account = accepted(readAccount(row.transport, { ...inputOf(row), ...kept, ...change.config }));
  // A linked phone has said who it is; its configuration does not.
  const address = account.address ?? row.address;
  if (address !== row.address || account.externalId !== row.external_id) {
    // Messages were accepted and evidence kept under this number: another number is another sender.
    throw new AppError(
      "invalid_sender_config",
      "A sender keeps its number; create another sender for another number.",
      { errors: [{ path: "/config", message: `must not change ${identity[row.transport]}` }] },
    );
  }
  const sealed = account.secrets === null ? null : sealSecrets(vault, tenant.data_key, row, account.secrets);
  const number = [address, account.externalId, webhookKey(vault, account)];
  await updateRow(tx, [row.tenant_id, row.id, name, ...number, account.config, sealed]);
  await resumeWithNewKeys(tx, row.tenant_id, row.id);
}

/** What is shown of a linked phone's proxy is not what was given. */
function inputOf({ transport, config }: SenderRow): Record<string, unknown> {
  return transport === "whatsapp_web" ? {} : config;
}

/** What says which number a sender is. */
const identity: Record<SenderRow["transport"], string> = {
  cloud_api: "phone_number_id or display_phone_number",
  sandbox: "phone_number_id or display_phone_number",
  dialog360: "phone_number_id or display_phone_number",
  waha: "base_url or session",
  wasender: "phone_number",
  whatsapp_web: "the number",
};

async function chooseDefault(
  tx: Tx,
  owner: SenderOwner & { senderId: string },
  chosen: boolean,
): Promise<void> {
  if (chosen) return void (await setDefaultSender(tx, [owner.tenantId, owner.senderId]));
  const [tenant] = await readTenant(tx, [owner.tenantId]);
  if (tenant?.default_sender_id === owner.senderId) await setDefaultSender(tx, [owner.tenantId, null]);
}
