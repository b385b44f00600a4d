// What tests wait for may take longer than a second, unless they say otherwise.

import { expect, test, vi } from "vitest";
import { patiently } from "./patience.ts";

test("a wait goes on after a second", async () => {
  const from = performance.now();
  await vi.waitFor(() => expect(performance.now() - from).toBeGreaterThan(1_100));
});

test("a wait that was told its end keeps it", { timeout: 5_000 }, async () => {
  const look = (): never => expect.unreachable("it is not there");
  await expect(vi.waitFor(look, 50)).rejects.toThrow("it is not there");
  await expect(vi.waitFor(look, { timeout: 50, interval: 10 })).rejects.toThrow("it is not there");
});

test("one that is patient is not made so twice", () => {
  expect(patiently(vi.waitFor)).toBe(vi.waitFor);
});
