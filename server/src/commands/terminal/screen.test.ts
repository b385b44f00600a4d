// What is drawn anew takes the place of what stood there, row by row.

import { expect, test } from "vitest";
import { createScreen } from "./screen.ts";

function surface(isTTY: boolean) {
  const written: string[] = [];
  const screen = createScreen({ isTTY, columns: 10, write: (text) => written.push(text) });
  return { written, screen };
}

test("at a terminal the old rows go, also those that a wide line took", () => {
  const { written, screen } = surface(true);
  screen.show("one\n\u001b[0m12345678901");
  screen.show("one\n\u001b[0m12345678901");
  screen.show("two");
  screen.clear();
  screen.show("three");
  expect(written).toEqual([
    "one\n\u001b[0m12345678901\n",
    "\u001b[3A\u001b[Jtwo\n",
    "\u001b[1A\u001b[J",
    "three\n",
  ]);
});

test("elsewhere everything new is written below, without control characters", () => {
  const { written, screen } = surface(false);
  screen.show("one");
  screen.show("one");
  screen.show("two");
  screen.clear();
  expect(written.join("")).toBe("one\ntwo\n");
});
