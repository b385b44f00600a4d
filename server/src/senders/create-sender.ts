// Adds a sender to a tenant: its configuration read, its secrets sealed, its number not twice.

import type { CreateSender, FieldError, ProtectionSettings } from "@waypost/contract";
import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { Mode } from "../kernel/route.ts";
import { type CloudApiConfig, readCloudApiConfig } from "./cloud-api-config.ts";
import { requireSense } from "./protection/settings.ts";
import { sealSecrets, webhookKeyOf } from "./secrets.ts";
import { shardOf } from "./sender.ts";
import {
  insertSender,
  lockSenders,
  notifySender,
  readTenant,
  type SenderRow,
  setDefaultSender,
} from "./store.ts";
import { readWebConfig, type WebConfig } from "./web-config.ts";

export type CreateSenderDeps = {
  vault: Vault;
  newId(): string;
  /** What the simulator says a Cloud API client needs; null when there is none. */
  sandboxConfig(): Promise<unknown>;
};

export type SenderOwner = { tenantId: string; mode: Mode };

export async function createSender(
  deps: CreateSenderDeps,
  tx: Tx,
  owner: SenderOwner,
  wanted: CreateSender,
): Promise<SenderRow> {
  requireMode(owner.mode, wanted.transport);
  if (wanted.protection !== undefined) requireSense(wanted.protection, { ...wanted, mode: owner.mode });
  const account = await accountOf(deps, wanted);
  await lockSenders(tx, [owner.tenantId]);
  const row = await insertAccount(deps, tx, owner, {
    name: wanted.name,
    transport: wanted.transport,
    account,
    protection: wanted.protection ?? {},
  });
  if (row === null) {
    throw new AppError("sender_in_use", `Another sender of this tenant has the number ${account.address}.`);
  }
  if (wanted.default === true) await setDefaultSender(tx, [owner.tenantId, row.id]);
  return row;
}

export type NewAccount = Pick<CreateSender, "name" | "transport"> & {
  account: CloudApiConfig | WebConfig;
  protection?: ProtectionSettings;
};

/** Null when the number is taken. */
export async function insertAccount(
  { vault, newId }: Pick<CreateSenderDeps, "vault" | "newId">,
  tx: Tx,
  { tenantId, mode }: SenderOwner,
  { name, transport, account, protection = {} }: NewAccount,
): Promise<SenderRow | null> {
  const [tenant] = await readTenant(tx, [tenantId]);
  if (tenant === undefined) throw new Error("a caller's tenant exists");
  const id = newId();
  const sender = {
    tenant_id: tenantId,
    id,
    name,
    transport,
    mode,
    address: account.address,
    external_id: account.externalId,
    webhook_key: webhookKey(vault, account),
    config: account.config,
    shard: shardOf(id),
    protection,
    ...paceOf(transport, mode),
  };
  const secrets =
    account.secrets === null ? null : sealSecrets(vault, tenant.data_key, sender, account.secrets);
  const [row] = await insertSender(tx, [JSON.stringify(sender), secrets]);
  if (row !== undefined) await notifySender(tx, [String(row.shard)]);
  return row ?? null;
}

/** A linked phone hears over its own connection, not by webhook. */
function webhookKey(vault: Pick<Vault, "derive">, { secrets }: NewAccount["account"]): string | null {
  return secrets !== null && "app_secret" in secrets ? webhookKeyOf(vault, secrets.app_secret) : null;
}

type Pace = { rate_per_second: number; burst: number };

/**
 * 90 % of the 80 messages a second that Meta allows a number by default ("Throughput" in its Cloud API
 * overview).
 */
const cloudApiPace: Pace = { rate_per_second: 72, burst: 8 };
/** A person's phone: never two at once; protection sets the gaps. The sandbox's phones are not in danger. */
const webPace: Record<Mode, Pace> = {
  live: { rate_per_second: 0.5, burst: 1 },
  test: { rate_per_second: 20, burst: 5 },
};

function paceOf(transport: CreateSender["transport"], mode: Mode): Pace {
  return transport === "whatsapp_web" ? webPace[mode] : cloudApiPace;
}

/** WhatsApp Web exists in both worlds: with a test key it is linked to a phone of the sandbox. */
function requireMode(mode: Mode, transport: CreateSender["transport"]): void {
  if (transport === "whatsapp_web") return;
  const needed: Mode = transport === "sandbox" ? "test" : "live";
  if (mode === needed) return;
  throw new AppError("mode_mismatch", `A sender over ${transport} needs a ${needed} key.`);
}

async function accountOf(
  deps: CreateSenderDeps,
  { transport, config }: CreateSender,
): Promise<CloudApiConfig | WebConfig> {
  if (transport === "whatsapp_web") return accepted(readWebConfig(config ?? {}));
  if (transport !== "cloud_api" && transport !== "sandbox") {
    throw new AppError("transport_not_available", `The transport ${transport} is not available here.`, {
      errors: [{ path: "/transport", message: "is not available here" }],
    });
  }
  return accepted(readCloudApiConfig(transport === "sandbox" ? await sandboxAccount(deps) : (config ?? {})));
}

/** What was read, or a request that cannot be served. */
export function accepted<Config>(
  read: { ok: true; value: Config } | { ok: false; errors: readonly FieldError[] },
): Config {
  if (read.ok) return read.value;
  const { errors } = read;
  throw new AppError("invalid_sender_config", "The sender's configuration is not valid.", { errors });
}

async function sandboxAccount(deps: CreateSenderDeps): Promise<unknown> {
  const config = await deps.sandboxConfig();
  if (config !== null) return config;
  throw new AppError("transport_not_available", "The sandbox is switched off or not running.");
}
