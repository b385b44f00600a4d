// What a provider calls a person, and the keyed hash under which consent outlives that name.

import { hash } from "node:crypto";
import type { AliasKind } from "@waypost/contract";

/** `scope`: the business account in which a `user_id` holds; "" for what names the person everywhere. */
export type Alias = { kind: AliasKind; scope: string; value: string };

/** Hexadecimal. The tenant is part of it, so that two tenants' lists cannot be laid side by side. */
export type AddressHash = (tenantId: string, alias: Alias) => string;

/**
 * HMAC-SHA-256, put together from two plain hashes (RFC 2104 §2): Node's own takes the key apart anew for every text,
 * which takes three times as long, and an import asks for a million.
 */
export function createAddressHash(key: Buffer): AddressHash {
  const padded = Buffer.alloc(blockBytes);
  (key.length > blockBytes ? hash("sha256", key, "buffer") : key).copy(padded);
  const [inner, outer] = [padded.map((byte) => byte ^ 0x36), padded.map((byte) => byte ^ 0x5c)];
  return (tenantId, { kind, scope, value }) => {
    const text = Buffer.from(`${tenantId} ${kind} ${scope} ${value}`);
    const within = hash("sha256", Buffer.concat([inner, text]), "buffer");
    return hash("sha256", Buffer.concat([outer, within]), "hex");
  };
}

const blockBytes = 64;

export function phoneAlias(phone: string): Alias {
  return { kind: "phone", scope: "", value: phone };
}

/** Who wrote, by all that their provider says of them. */
export type NamedPerson = {
  phone: string | null;
  lid: string | null;
  userId: string | null;
  /** The business account that gave the user id. */
  account: string | null;
};

export function aliasesOf({ phone, lid, userId, account }: NamedPerson): Alias[] {
  return [
    ...(phone === null ? [] : [phoneAlias(phone)]),
    ...(lid === null ? [] : [{ kind: "lid", scope: "", value: lid } as const]),
    ...(userId === null ? [] : [{ kind: "user_id", scope: account ?? "", value: userId } as const]),
  ];
}
