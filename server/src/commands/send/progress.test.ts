// What a person sees while a file is being sent.

import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";

function watch(isTTY: boolean) {
  let now = 0;
  const written: string[] = [];
  const out = { isTTY, write: (text: string) => written.push(text) };
  const progress = createProgress(out, { verb: "accepted", total: 1_000 }, () => now);
  return { written, progress, at: (ms: number) => (now = ms) };
}

test("at a terminal there is a bar with rate and time left, which goes away in the end", () => {
  const { written, progress, at } = watch(true);
  progress.show(0);
  at(2_000);
  progress.show(500);
  progress.end();
  expect(written).toEqual([
    "\r\u001b[2K[------------------------] 0 of 1,000 accepted",
    "\r\u001b[2K[############------------] 500 of 1,000 accepted · 250/s · 2 s left",
    "\r\u001b[2K",
  ]);
});

test("elsewhere there is a line every five seconds, without control characters", () => {
  const { written, progress, at } = watch(false);
  for (let second = 0; second <= 12; second++) {
    at(second * 1_000);
    progress.show(second * 50);
  }
  progress.end();
  expect(written).toEqual([
    "250 of 1,000 accepted · 50/s · 15 s left\n",
    "500 of 1,000 accepted · 50/s · 10 s left\n",
  ]);
});

test("the rate counts what this run did", () => {
  const { written, progress, at } = watch(true);
  progress.show(900);
  at(1_000);
  progress.show(950);
  expect(written.at(-1)).toContain("50/s");
});
