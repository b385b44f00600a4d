// Linking a phone ends when the session does, and not because it had ended before.

import { expect, test } from "vitest";
import { standingOf } from "./standing.ts";

const [then, now] = ["2026-11-21T10:00:00.000Z", "2026-11-21T10:01:00.000Z"];

test.each([
  ["it is linked", { state: "connected", since: now }, { before: "stopped", afterMs: 0 }, "linked"],
  [
    "it waits for its phone",
    { state: "pairing", since: now },
    { before: "stopped", afterMs: 600_000 },
    "under way",
  ],
  [
    "it was linked and looks for its connection",
    { state: "reconnecting", since: now },
    { before: "stopped", afterMs: 600_000 },
    "under way",
  ],
  [
    "nobody has taken it up yet",
    { state: "logged_out", since: then },
    { before: "logged_out", afterMs: 1_000 },
    "under way",
  ],
  [
    "nobody takes it up",
    { state: "logged_out", since: then },
    { before: "logged_out", afterMs: 30_000 },
    "ignored",
  ],
  [
    "it came to the same end again",
    { state: "logged_out", since: now },
    { before: "logged_out", afterMs: 1_000 },
    "ended",
  ],
  ["it came to another end", { state: "banned", since: now }, { before: "stopped", afterMs: 1_000 }, "ended"],
  [
    "its codes ran out, and it was waiting before",
    { state: "stopped", since: then },
    { before: "pairing", afterMs: 1_000 },
    "ended",
  ],
] as const)("%s", (_, session, { before, afterMs }, standing) => {
  expect(standingOf(session, { state: before, since: then }, afterMs)).toBe(standing);
});
