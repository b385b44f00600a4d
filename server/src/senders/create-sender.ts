// Adds a sender to a tenant: its configuration read, its secrets sealed, its number not twice.

import type { CreateSender, FieldError, ProtectionSettings } from "@waypost/contract";
import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { Mode } from "../kernel/route.ts";
import type { AccountConfig, ReadAccount } from "./account-config.ts";
import { readCloudApiConfig } from "./cloud-api-config.ts";
import { readDialog360Config } from "./dialog360-config.ts";
import { requireSense } from "./protection/settings.ts";
import { sealSecrets, webhookKeyOf } from "./secrets.ts";
import { livesOnPhone, shardOf } from "./sender.ts";
import {
  insertSender,
  lockSenders,
  notifySender,
  readTenant,
  type SenderRow,
  setDefaultSender,
} from "./store.ts";
import { readWahaConfig } from "./waha-config.ts";
import { readWasenderConfig } from "./wasender-config.ts";
import { readWebConfig } from "./web-config.ts";

export type CreateSenderDeps = {
  vault: Vault;
  newId(): string;
  /** What the simulator says a Cloud API client needs; null when there is none. */
  sandboxConfig(): Promise<unknown>;
  /** Throws when the tenant's plan has no room for one more; without it there is always room. */
  roomForSender?(tx: Tx, owner: SenderOwner): Promise<void>;
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
  await deps.roomForSender?.(tx, owner);
  await lockSenders(tx, [owner.tenantId]);
  const row = await insertAccount(deps, tx, owner, {
    name: wanted.name,
    transport: wanted.transport,
    account,
    protection: wanted.protection ?? {},
  });
  if (row === null) {
    const names = [account.address, account.externalId].filter((name) => name !== null);
    throw new AppError("sender_in_use", `Another sender of this tenant has ${names.join(" or ")}.`);
  }
  if (wanted.default === true) await setDefaultSender(tx, [owner.tenantId, row.id]);
  return row;
}

export type NewAccount = Pick<CreateSender, "name" | "transport"> & {
  account: AccountConfig;
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

/** Null for a linked phone, which hears over its own connection and not by webhook. */
export function webhookKey(
  vault: Pick<Vault, "derive">,
  { secrets }: Pick<AccountConfig, "secrets">,
): string | null {
  const proof = secrets?.["app_secret"] ?? secrets?.["webhook_secret"];
  return proof === undefined ? null : webhookKeyOf(vault, proof);
}

type Pace = { rate_per_second: number; burst: number };

/**
 * 90 % of the 80 messages a second that Meta allows a number by default ("Throughput" in its Cloud API
 * overview).
 */
const cloudApiPace: Pace = { rate_per_second: 72, burst: 8 };
/** A person's phone: never two at once; protection sets the gaps. The sandbox's phones are not in danger. */
const phonePace: Record<Mode, Pace> = {
  live: { rate_per_second: 0.5, burst: 1 },
  test: { rate_per_second: 20, burst: 5 },
};

function paceOf(transport: CreateSender["transport"], mode: Mode): Pace {
  return livesOnPhone(transport) ? phonePace[mode] : cloudApiPace;
}

/** All but two exist in both worlds: with a test key they reach the simulator, in their provider's place. */
const worlds: Partial<Record<CreateSender["transport"], Mode>> = { sandbox: "test", cloud_api: "live" };

function requireMode(mode: Mode, transport: CreateSender["transport"]): void {
  const needed = worlds[transport];
  if (needed === undefined || mode === needed) return;
  throw new AppError("mode_mismatch", `A sender over ${transport} needs a ${needed} key.`);
}

async function accountOf(
  deps: CreateSenderDeps,
  { transport, config }: CreateSender,
): Promise<AccountConfig> {
  const given = transport === "sandbox" ? await sandboxAccount(deps) : (config ?? {});
  return accepted(readAccount(transport, given));
}

export function readAccount(transport: CreateSender["transport"], input: unknown): ReadAccount {
  return readers[transport](input);
}

const readers: Record<CreateSender["transport"], (input: unknown) => ReadAccount> = {
  cloud_api: readCloudApiConfig,
  sandbox: readCloudApiConfig,
  dialog360: readDialog360Config,
  waha: readWahaConfig,
  wasender: readWasenderConfig,
  whatsapp_web: readWebConfig,
};

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
