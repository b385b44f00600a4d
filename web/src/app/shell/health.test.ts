// When the shell warns that messages do not go out.
import type { Sender } from "@waypost/sdk";
import { expect, it, test } from "vitest";
import { standingOf, standsStill } from "./health.ts";

it.each([
  [200, { status: "ok" }, "sends"],
  [200, { status: "ok", transport: "No process." }, "transport"],
  [200, { status: "ok", quarantine: "Restored." }, "quarantine"],
  [503, null, "unready"],
] as const)("%i %j means %s", (status, body, means) => expect(standingOf(status, body)).toBe(means));

test("a number is missed when it would send and cannot, not when nobody linked it or a person stopped it", () => {
  const sender = (health: Sender["health"]["state"], session: Sender["session"]["state"]): boolean =>
    standsStill({
      health: { state: health, reason: null, since: "", score: null, reasons: [] },
      session: { state: session, since: "", reason: null },
    });
  expect([
    sender("healthy", "stopped"),
    sender("degraded", "connected"),
    sender("healthy", "pairing"),
  ]).toEqual([false, false, false]);
  expect([sender("paused", "connected"), sender("healthy", "logged_out")]).toEqual([true, true]);
});
