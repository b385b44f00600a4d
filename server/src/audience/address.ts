// What a provider calls a person, and the keyed hash under which consent outlives that name.

import type { AliasKind } from "@waypost/contract";
import { keyedHash } from "../kernel/crypto.ts";

/** `scope`: the business account in which a `user_id` holds; "" for what names the person everywhere. */
export type Alias = { kind: AliasKind; scope: string; value: string };

/** Hexadecimal. The tenant is part of it, so that two tenants' lists cannot be laid side by side. */
export type AddressHash = (tenantId: string, alias: Alias) => string;

export function createAddressHash(key: Buffer): AddressHash {
  return (tenantId, { kind, scope, value }) =>
    keyedHash(key, `${tenantId} ${kind} ${scope} ${value}`).toString("hex");
}

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
