// Unwrapped keys are kept for who needs them again, of so many tenants and no more.

import { expect, test } from "vitest";
import { createUnwrappedKeys } from "./unwrapped-keys.ts";

function counted(max: number) {
  const unwrapped: string[] = [];
  const keys = createUnwrappedKeys((tenantId, wrapped) => {
    unwrapped.push(tenantId);
    if (wrapped.length === 0) throw new Error("nothing to unwrap");
    return { tenantId };
  }, max);
  return { keys, unwrapped };
}

test("a key is unwrapped once, also from a copy of the same bytes", () => {
  const { keys, unwrapped } = counted(2);
  expect(keys.of("a", Buffer.from("bytes"))).toBe(keys.of("a", Buffer.from("bytes")));
  expect(unwrapped).toEqual(["a"]);
});

test("another tenant's, other bytes, and bytes that did not open, are unwrapped by themselves", () => {
  const { keys, unwrapped } = counted(5);
  keys.of("a", Buffer.from("bytes"));
  expect(keys.of("b", Buffer.from("bytes"))).toEqual({ tenantId: "b" });
  keys.of("a", Buffer.from("other bytes"));
  expect(() => keys.of("c", Buffer.alloc(0))).toThrow();
  expect(() => keys.of("c", Buffer.alloc(0))).toThrow();
  expect(unwrapped).toEqual(["a", "b", "a", "c", "c"]);
});

test("of one more tenant than there is room for, the one not asked for the longest goes", () => {
  const { keys, unwrapped } = counted(2);
  for (const tenant of ["a", "b", "a", "c", "a", "b"]) keys.of(tenant, Buffer.from(tenant));
  expect(unwrapped).toEqual(["a", "b", "c", "b"]);
});
