// Makes API keys: a random one that is shown once, or the sandbox's, which the master key gives again at
// any time.

import { hkdfSync, randomBytes } from "node:crypto";
import type { Tx } from "../kernel/db.ts";
import type { Vault } from "../kernel/crypto.ts";
import type { Mode, Scope } from "../kernel/route.ts";
import { formatKey, hashKey, hintOf, pepperVersion, secretBytes } from "./api-key.ts";
import { insertKey, insertKeyOnce, type KeyRow, type NewKeyRow } from "./store/key.ts";

export type NewKey = {
  tenantId: string;
  name: string;
  mode: Mode;
  scopes: readonly Scope[];
  expiresAt: Date | null;
  /** CIDR blocks in their canonical spelling; null for anywhere. */
  allowedNetworks?: readonly string[] | null;
  requestsPerSecond?: number | null;
  /** `key_…` or `usr_…`; null for the command line. */
  createdBy?: string | null;
  /** The key this one takes over from. */
  rotatedFrom?: string | null;
};

/** `text` is the key itself; only its hash is kept. */
export async function createKey(
  engine: Tx,
  vault: Pick<Vault, "derive">,
  id: string,
  key: NewKey,
): Promise<{ row: KeyRow; text: string }> {
  const text = formatKey(key.mode, id, randomBytes(secretBytes));
  const [row] = await insertKey(engine, newRow(vault, id, key, text));
  if (row === undefined) throw new Error("an inserted key comes back");
  return { row, text };
}

/**
 * The sandbox's key is the same at every start, so that it can be printed each time although only its hash
 * is stored. It reaches simulated people only, and whoever can derive it holds the master key already.
 */
export async function ensureSandboxKey(
  engine: Tx,
  vault: Pick<Vault, "derive">,
  key: NewKey & { mode: "test" },
): Promise<string> {
  const seed = vault.derive("sandbox_key");
  const derived = (info: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync("sha256", seed, key.tenantId, info, bytes));
  const id = uuidOf(derived("id", 16));
  const text = formatKey(key.mode, id, derived("secret", secretBytes));
  await insertKeyOnce(engine, newRow(vault, id, key, text));
  return text;
}

/** The row as its statement takes it: its columns, and the hash, which is bytes. */
function newRow(vault: Pick<Vault, "derive">, id: string, key: NewKey, text: string): [string, Buffer] {
  const pepper = vault.derive("api_key_pepper");
  const row: Omit<NewKeyRow, "scopes" | "allowed_networks"> = {
    tenant_id: key.tenantId,
    id,
    name: key.name,
    mode: key.mode,
    expires_at: key.expiresAt,
    pepper_version: pepperVersion(pepper),
    hint: hintOf(text),
    requests_per_second: key.requestsPerSecond ?? null,
    created_by: key.createdBy ?? null,
    rotated_from: key.rotatedFrom ?? null,
  };
  const lists = { scopes: key.scopes, allowed_networks: key.allowedNetworks ?? null };
  return [JSON.stringify({ ...row, ...lists }), hashKey(pepper, text)];
}

/** A version 8 UUID (RFC 9562 §5.8): ours to fill. */
function uuidOf(bytes: Buffer): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
