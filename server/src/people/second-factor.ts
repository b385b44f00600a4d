// A person's authenticator: its sealed secret, whether a code is right, and codes for who has lost it.

import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import { decrypt, encrypt, identified } from "../kernel/sealing.ts";
import {
  clearRecoveryCodes,
  insertRecoveryCodes,
  type PersonRow,
  useRecoveryCode,
  useStep,
} from "./store/person.ts";
import { hashRecoveryCode, isRecoveryCode, newRecoveryCodes } from "./token.ts";
import { stepOf } from "./totp.ts";

type Sealing = Pick<Vault, "derive">;

/** A person has no tenant, and so no tenant's data key: these are sealed under a key of their own purpose. */
export function sealTotp(vault: Sealing, personId: string, secret: string): Buffer {
  return encrypt(identified(vault.derive("person_totp")), placeOfTotp(personId), Buffer.from(secret));
}

export function openTotp(vault: Sealing, personId: string, sealed: Buffer): string {
  const key = identified(vault.derive("person_totp"));
  return decrypt((id) => (id.equals(key.id) ? key : null), placeOfTotp(personId), sealed).toString();
}

function placeOfTotp(personId: string): string {
  return `person|${personId}|${personId}|totp_secret`;
}

/** Uses the code up when it is right. */
export async function acceptCode(
  { vault, now }: { vault: Sealing; now(): Date },
  tx: Tx,
  person: PersonRow,
  code: string,
): Promise<boolean> {
  if (person.totp_since === null || person.totp_secret === null) return false;
  if (isRecoveryCode(code)) {
    return (await useRecoveryCode(tx, [person.id, hashRecoveryCode(code)])).length === 1;
  }
  const lastStep = person.totp_step === null ? null : Number(person.totp_step);
  const secret = openTotp(vault, person.id, person.totp_secret);
  const step = stepOf(code, secret, { now: now().getTime(), lastStep });
  return step !== null && (await useStep(tx, [person.id, step])).length === 1;
}

/** Ten new ones; those of before work no more. */
export async function replaceRecoveryCodes(tx: Tx, personId: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  await clearRecoveryCodes(tx, [personId]);
  await insertRecoveryCodes(tx, [personId, codes.map(hashRecoveryCode)]);
  return codes;
}
