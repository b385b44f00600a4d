// Sealed values: they open in their place only, and while there is the master key that wrapped their keys.

import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CannotOpenError, createVault, type Place } from "./crypto.ts";

const master = randomBytes(32);
const vault = createVault(master);
const tenantId = "0193a1b2-0000-7000-8000-000000000001";
const dataKeys = vault.newDataKeys(tenantId);
const place: Place = { table: "sender", tenantId, rowId: "r1", column: "secrets" };

describe("a sealed value", () => {
  it("opens where it was sealed, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        expect(vault.open(dataKeys, place, vault.seal(dataKeys, place, text))).toBe(text);
      }),
    );
  });

  it("is different each time, so that equal secrets cannot be told", () => {
    expect(vault.seal(dataKeys, place, "same")).not.toEqual(vault.seal(dataKeys, place, "same"));
  });

  it.each([
    ["table", { ...place, table: "tenant" }],
    ["row", { ...place, rowId: "r2" }],
    ["column", { ...place, column: "config" }],
  ])("does not open in another %s", (_, elsewhere) => {
    const sealed = vault.seal(dataKeys, place, "secret");
    expect(() => vault.open(dataKeys, elsewhere, sealed)).toThrow(CannotOpenError);
  });

  it("does not open for another tenant, with that tenant's keys or with its owner's", () => {
    const other = "0193a1b2-0000-7000-8000-000000000002";
    const sealed = vault.seal(dataKeys, place, "secret");
    const elsewhere = { ...place, tenantId: other };
    expect(() => vault.open(vault.newDataKeys(other), elsewhere, sealed)).toThrow(CannotOpenError);
    expect(() => vault.open(dataKeys, elsewhere, sealed)).toThrow(CannotOpenError);
  });

  it("does not open once any byte of it was changed or cut", () => {
    const sealed = vault.seal(dataKeys, place, "secret");
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => vault.open(dataKeys, place, changed)).toThrow(CannotOpenError);
      expect(() => vault.open(dataKeys, place, sealed.subarray(0, at))).toThrow(CannotOpenError);
    }
  });
});

describe("a master key that is retired", () => {
  it("opens what it wrapped, and wraps nothing", () => {
    const next = randomBytes(32);
    const sealed = vault.seal(dataKeys, place, "kept");
    expect(() => createVault(next).open(dataKeys, place, sealed)).toThrow(CannotOpenError);
    const during = createVault(next, [master]);
    expect(during.open(dataKeys, place, sealed)).toBe("kept");
    const fresh = during.newDataKeys(tenantId);
    expect(createVault(next).open(fresh, place, during.seal(fresh, place, "new"))).toBe("new");
  });
});

describe("derived keys", () => {
  it("differ by purpose and by master key, and stay the same otherwise", () => {
    expect(vault.derive("session")).toEqual(createVault(master).derive("session"));
    expect(vault.derive("session")).not.toEqual(vault.derive("api_key_pepper"));
    expect(vault.derive("session")).not.toEqual(createVault(randomBytes(32)).derive("session"));
  });

  it("of former master keys stand behind the current one's", () => {
    const next = randomBytes(32);
    const [newest, former] = createVault(next, [master]).deriveAll("api_key_pepper");
    expect(newest).toEqual(createVault(next).derive("api_key_pepper"));
    expect(former).toEqual(vault.derive("api_key_pepper"));
  });
});
