// A tenant's data keys as `tenant.data_key` keeps them: newest first, each wrapped by a master key, all of one length.

import { randomBytes } from "node:crypto";
import type { MasterRing } from "./master-ring.ts";
import {
  CannotOpenError,
  decrypt,
  encrypt,
  identified,
  keyBytes,
  keyIdOf,
  type KeyWithId,
  sealBytes,
} from "./sealing.ts";

export const wrappedBytes = keyBytes + sealBytes;

export function newDataKey(): KeyWithId {
  return identified(randomBytes(keyBytes));
}

export function wrapKeys(
  { current }: Pick<MasterRing, "current">,
  tenantId: string,
  keys: readonly KeyWithId[],
): Buffer {
  const master = current();
  return Buffer.concat(keys.map(({ key }) => encrypt(master, placeName(tenantId), key.export())));
}

/** Throws `CannotOpenError`. */
export function unwrapKeys(
  { find }: Pick<MasterRing, "find">,
  tenantId: string,
  wrapped: Buffer,
): KeyWithId[] {
  return eachOf(wrapped).map((one) => identified(decrypt(find, placeName(tenantId), one)));
}

/** Whether all of them are wrapped by this master key. */
export function isWrappedBy(masterId: Buffer, wrapped: Buffer): boolean {
  return eachOf(wrapped).every((one) => keyIdOf(one).equals(masterId));
}

function eachOf(wrapped: Buffer): Buffer[] {
  if (wrapped.length === 0 || wrapped.length % wrappedBytes !== 0) throw new CannotOpenError();
  return Array.from({ length: wrapped.length / wrappedBytes }, (_, index) =>
    wrapped.subarray(index * wrappedBytes, (index + 1) * wrappedBytes),
  );
}

function placeName(tenantId: string): string {
  return `tenant|${tenantId}|${tenantId}|data_key`;
}
