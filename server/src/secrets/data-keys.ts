// What a rotation makes of a tenant's wrapped data keys, step by step. The first key seals, all of them open.

import type { MasterRing } from "../kernel/master-ring.ts";
import { newDataKey, unwrapKeys, wrapKeys } from "../kernel/wrapped-keys.ts";

/** A new key stands last: everybody who reads it can open with it, and nobody seals with it yet. */
export function published(masters: MasterRing, tenantId: string, wrapped: Buffer): Buffer {
  return wrapKeys(masters, tenantId, [...unwrapKeys(masters, tenantId, wrapped), newDataKey()]);
}

/** The key that was published seals from now on. */
export function promoted(masters: MasterRing, tenantId: string, wrapped: Buffer): Buffer {
  const keys = unwrapKeys(masters, tenantId, wrapped);
  return wrapKeys(masters, tenantId, [...keys.slice(-1), ...keys.slice(0, -1)]);
}

/** Only the key that seals is left. */
export function withoutOld(masters: MasterRing, tenantId: string, wrapped: Buffer): Buffer {
  return wrapKeys(masters, tenantId, unwrapKeys(masters, tenantId, wrapped).slice(0, 1));
}

export function rewrapped(masters: MasterRing, tenantId: string, wrapped: Buffer): Buffer {
  return wrapKeys(masters, tenantId, unwrapKeys(masters, tenantId, wrapped));
}

/** Of the key that seals. */
export function sealingKeyId(masters: MasterRing, tenantId: string, wrapped: Buffer): Buffer {
  const [newest] = unwrapKeys(masters, tenantId, wrapped);
  if (newest === undefined) throw new Error("a tenant has a data key");
  return newest.id;
}

export function dataKeyIds(masters: MasterRing, tenantId: string, wrapped: Buffer): string[] {
  return unwrapKeys(masters, tenantId, wrapped).map(({ id }) => id.toString("hex"));
}
