// What a connection's end leads to, code by code.

import { describe, expect, test } from "vitest";
import { backoffMs, slowMs } from "./backoff.ts";
import { reactionTo } from "./reactions.ts";
import type { Phase, Reaction } from "./reactions.ts";

/** Written as words, so that the table is compared with something that is not the table. */
const expected: Readonly<Record<string, { linked: string; pairing: string }>> = {
  400: both("reconnect slow: server_not_trusted"),
  401: both("stop logged_out, forget: logged_out_on_phone"),
  402: both("stop banned: temporarily_banned"),
  403: both("stop banned: banned_by_whatsapp"),
  405: both("reconnect slow: client_outdated"),
  406: both("stop logged_out: logged_out_by_whatsapp"),
  408: { linked: "reconnect backoff: connection_lost", pairing: "stop stopped: pairing_timed_out" },
  411: both("stop stopped: multi_device_missing"),
  428: both("reconnect backoff: connection_lost"),
  440: both("stop replaced: replaced_elsewhere"),
  500: both("reconnect backoff, 5 times: session_failing"),
  503: both("reconnect backoff: whatsapp_unavailable"),
  515: both("reconnect at_once: restart_required"),
};
const otherwise = both("reconnect backoff: connection_lost");
const phases: readonly Phase[] = ["linked", "pairing"];

describe("the end of a connection", () => {
  test.each(phases)("leads where the table says for every code, when %s", (phase) => {
    for (let code = 0; code < 1000; code++) {
      const { [phase]: words } = expected[code] ?? otherwise;
      expect(`${code} ${inWords(reactionTo(code, phase))}`).toBe(`${code} ${words}`);
    }
    expect(inWords(reactionTo(null, phase))).toBe(otherwise[phase]);
  });

  test("forgets the keys on 401 and on nothing else", () => {
    const forgetting = Array.from({ length: 1000 }, (_, code) => code).filter((code) =>
      phases.some((phase) => inWords(reactionTo(code, phase)).includes("forget")),
    );
    expect(forgetting).toEqual([401]);
  });
});

describe("the wait before the next connection", () => {
  test("grows from a second to five minutes and never beyond", () => {
    expect([0, 1, 5, 8, 9, 100].map((attempt) => backoffMs(attempt, 1))).toEqual([
      1000, 2000, 32_000, 256_000, 300_000, 300_000,
    ]);
  });

  test("differs between sessions that fell together", () => {
    expect([backoffMs(3, 0), backoffMs(3, 0.5), backoffMs(3, 1)]).toEqual([4000, 6000, 8000]);
    expect([slowMs(0), slowMs(1)]).toEqual([300_000, 600_000]);
  });
});

function inWords(reaction: Reaction): string {
  if (reaction.kind === "reconnect") {
    const times = reaction.attempts === null ? "" : `, ${reaction.attempts} times`;
    return `reconnect ${reaction.pace}${times}: ${reaction.reason}`;
  }
  return `stop ${reaction.state}${reaction.forget ? ", forget" : ""}: ${reaction.reason}`;
}

function both(words: string) {
  return { linked: words, pairing: words };
}
