// When a submission is turned away: too many rows, or a queue that does not move.

import { expect, test } from "vitest";
import { createBacklog } from "./backlog.ts";

const overloaded = expect.objectContaining({ code: "overloaded", headers: { "retry-after": "1" } });

test("takes as much as is answered soon, and again as soon as some of it is done", () => {
  const backlog = createBacklog<object>();
  const [first, second] = [{}, {}];
  backlog.enter(first, 4_000, 0);
  expect(() => backlog.enter(second, 1_001, 0)).toThrow(overloaded);
  backlog.enter(second, 1_000, 0);
  backlog.board(first);
  expect(() => backlog.enter({}, 1, 0)).toThrow(overloaded);
  backlog.leave(first, 4_000);
  expect(() => backlog.enter({}, 4_000, 0)).not.toThrow();
});

test("takes one of any size when nothing else is there", () => {
  const backlog = createBacklog<object>();
  expect(() => backlog.enter({}, 1_000_000, 0)).not.toThrow();
});

test("turns everybody away while the oldest has waited for a second, and nobody for one that is being done", () => {
  const backlog = createBacklog<object>();
  const [stuck, waiting] = [{}, {}];
  backlog.enter(stuck, 1, 0);
  backlog.board(stuck);
  expect(() => backlog.enter({}, 1, 60_000)).not.toThrow();
  const other = createBacklog<object>();
  other.enter(waiting, 1, 0);
  expect(() => other.enter({}, 1, 1_001)).toThrow(overloaded);
  other.board(waiting);
  expect(() => other.enter({}, 1, 1_001)).not.toThrow();
});
