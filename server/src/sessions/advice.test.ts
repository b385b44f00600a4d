// Every reason a session can give is explained to people, and nothing else is.

import { globSync, readFileSync } from "node:fs";
import { createParser, sessionResource, type SessionState } from "@waypost/contract";
import { describe, expect, test } from "vitest";
import { adviceOn, explainedReasons } from "./advice.ts";
import { presentSession } from "./session.ts";

const states: readonly SessionState[] = [
  "stopped",
  "starting",
  "pairing",
  "connected",
  "reconnecting",
  "logged_out",
  "replaced",
  "banned",
];
const source = new URL("../", import.meta.url);

function wordsIn(pattern: string, word: RegExp): string[] {
  return globSync(pattern, { cwd: source, exclude: ["**/*.test.ts", "**/testing/**"] }).flatMap((path) =>
    [...readFileSync(new URL(path, source), "utf8").matchAll(word)].flatMap((match) => match.slice(1)),
  );
}

/** There a word with an underscore is a reason, unless it is one of these. */
const paces = ["at_once"];
/** What WhatsApp is told when a device is removed. */
const told = ["user_initiated"];

function reasonsInUse(): Set<string> {
  const words = [
    ...wordsIn("transports/whatsapp-web/{life/*,standing,tunnel}.ts", /"([a-z]+(?:_[a-z]+)+)"/g),
    ...wordsIn("transports/waha/life.ts", /"((?:gateway|passkey|connection|logged)(?:_[a-z]+)+)"/g),
    ...wordsIn("{transports/whatsapp-web,transports/waha,sessions}/**/*.ts", /\breason: "([a-z_]+)"/g),
    ...wordsIn("sessions/*.ts", /restSession\(tx, \[\.\.\.name, "([a-z_]+)"\]\)/g),
  ];
  return new Set(words.filter((word) => ![...paces, ...states, ...told].includes(word)));
}

describe("a session's reasons", () => {
  test("are all explained, and no explanation is of a reason nobody gives", () => {
    expect(explainedReasons().toSorted()).toEqual([...reasonsInUse()].toSorted());
  });

  test("are found in the source: a few that are known to be there", () => {
    const known = ["replaced_elsewhere", "memory_failing", "logged_out_here", "moved_elsewhere", "imported"];
    expect([...reasonsInUse()]).toEqual(expect.arrayContaining(known));
  });
});

describe("advice", () => {
  test.each([
    ...states.map((state) => [state, null] as const),
    ...explainedReasons().map((reason) => ["stopped", reason] as const),
  ])("on %s, %s is whole sentences", (state, reason) => {
    const { meaning, action } = adviceOn(state, reason);
    for (const text of [meaning, ...(action === null ? [] : [action])]) expect(text).toMatch(/^[A-Z].+\.$/);
  });

  test("falls back on the state where a reason is new to this process", () => {
    expect(adviceOn("reconnecting", "weather")).toEqual(adviceOn("reconnecting", null));
    expect(adviceOn("connected", "constructor")).toEqual(adviceOn("connected", null));
  });

  test("comes with the session, in the contract's shape", () => {
    const shown = presentSession(undefined, new Date());
    expect(createParser(sessionResource)(shown)).toMatchObject({ ok: true });
    expect(shown.advice).toEqual(adviceOn("stopped", null));
  });
});
