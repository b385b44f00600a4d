// Whom a request is about: the names that are known, sealed while they are needed, and the person made of them.

import type { AddressHash, Alias } from "../../audience/index.ts";
import { keyedHash, type Place, type Vault } from "../../kernel/crypto.ts";
import { markOf, type Person } from "../../kernel/personal-data.ts";
import { countryOf } from "../../kernel/phone-country.ts";

export type Subject = { names: readonly Alias[]; contactIds: readonly string[] };

export type SubjectKeys = {
  vault: Pick<Vault, "seal" | "open" | "derive">;
  /** Under which consent and suppressions are kept. */
  hash: AddressHash;
};

type Owner = { tenantId: string; requestId: string; dataKeys: Buffer };

export function sealSubject({ vault }: SubjectKeys, owner: Owner, subject: Subject): Buffer {
  return vault.seal(owner.dataKeys, placeOf(owner), JSON.stringify(subject));
}

export function openSubject({ vault }: SubjectKeys, owner: Owner, sealed: Buffer): Subject {
  return JSON.parse(vault.open(owner.dataKeys, placeOf(owner), sealed)) as Subject;
}

/** A mark is of another key than the hash: who sees both cannot tell that they are one person's. */
export function personOf({ vault, hash }: SubjectKeys, tenantId: string, subject: Subject): Person {
  const key = vault.derive("erasure");
  return {
    tenantId,
    contactIds: subject.contactIds,
    names: subject.names.map((name) => ({
      ...name,
      hash: hash(tenantId, name),
      mark: markOf(
        keyedHash(key, `${tenantId} ${name.kind} ${name.scope} ${name.value}`).toString("hex"),
        name.kind === "phone" ? countryOf(name.value) : null,
      ),
    })),
  };
}

function placeOf({ tenantId, requestId }: Owner): Place {
  return { table: "privacy_request", tenantId, rowId: requestId, column: "subject" };
}
