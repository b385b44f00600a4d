// Every code Meta documents has its row, and each row means what the dictionary says.

import { errorDictionary } from "@waypost/contract";
import { describe, expect, test } from "vitest";
import { blockOf, judge, outcomeOf, retryOf } from "./error-map.ts";
import { errorGroups } from "./error-rows.ts";
import { readGraphError } from "./graph-error.ts";
import type { GraphError } from "./graph-error.ts";

function graph(code: number, more: Partial<GraphError> = {}): GraphError {
  return { code, subcode: null, transient: false, detail: "", ...more };
}

const said = { code: "provider_error", providerCode: "1", detail: "" } as const;

/** Meta's error page, code by code. */
const documented: Record<string, readonly number[]> = {
  auth: [0, 190, 3, 10, 200, 210, 299, 131005],
  transient: [1, 2, 131000, 131016, 131057, 133004, 134101],
  throttle: [4, 80007, 80008, 130429, 131056, 132069, 133008, 133009],
  permanent: [
    100, 130403, 130472, 130497, 131008, 131009, 131020, 131021, 131026, 131030, 131041, 131047, 131049,
    131050, 131051, 131052, 131053, 131055, 131059, 131062, 131200, 131299, 132000, 132001, 132005, 132008,
    132012, 132016, 132018, 132068, 134100, 135000, 137000, 138000, 139000, 139103, 147001, 147005, 2388019,
    2388024, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299,
  ],
  config: [
    33, 368, 131031, 131037, 131042, 131044, 131045, 131048, 131063, 131064, 132007, 132015, 133000, 133005,
    133006, 133010, 133015, 133016, 134011, 134102, 2388012, 2388091, 2388093, 2388103, 2494100,
  ],
};

describe("Meta's codes", () => {
  for (const [kind, codes] of Object.entries(documented)) {
    test.each(codes)(`%d is ${kind}`, (code) => {
      // A status no convention would read the same way, so that only a row can answer.
      const conventional = judge(graph(999_999), kind === "permanent" ? 500 : 400);
      const verdict = judge(graph(code), kind === "permanent" ? 500 : 400);
      expect(verdict.class).toBe(kind);
      expect(verdict.class).not.toBe(conventional.class);
    });
  }

  test.each([false, true])(
    "marketing a person has had enough of is not tried again, whether Meta calls it transient (%j) or not",
    (transient) => {
      const verdict = judge(graph(131049, { transient }), 500);
      expect(outcomeOf(verdict, said, 1_000)).toMatchObject({ kind: "refused" });
      expect(retryOf(verdict)).toBeNull();
    },
  );

  test.each([
    [131042, { scope: "sender", afterMs: null }],
    [131048, { scope: "sender", afterMs: null }],
    [190, { scope: "sender", afterMs: null }],
    [133015, { scope: "sender", afterMs: 300_000 }],
    [132015, { scope: "template", afterMs: null }],
    [131049, null],
    [131026, null],
    [130429, null],
    [100, null],
  ])("%d told later stops %j", (code, block) => {
    expect(blockOf(judge(graph(code), null))).toEqual(block);
  });

  test("no code has two rows", () => {
    const codes = errorGroups.flatMap(({ rows }) => rows.map(([code]) => String(code)));
    expect(new Set(codes).size).toBe(codes.length);
  });

  test("rows and dictionary name the same codes", () => {
    const rows = errorGroups.flatMap((group) =>
      group.rows.map(([codes, error]) => {
        const name = typeof codes === "number" ? codes : codes.join("-");
        return `${error} cloud_api:${name}`;
      }),
    );
    const dictionary = Object.entries(errorDictionary).flatMap(([code, { upstream }]) =>
      upstream.filter((name) => name.startsWith("cloud_api:")).map((name) => `${code} ${name}`),
    );
    expect(rows.toSorted()).toEqual(dictionary.toSorted());
  });

  test("what waits by itself is retryable in the dictionary", () => {
    for (const { class: kind, rows } of errorGroups) {
      if (kind !== "transient" && kind !== "throttle") continue;
      for (const [, error] of rows) {
        // A throttled flow shares its code with a blocked one.
        if (error !== "flow_unavailable") expect(errorDictionary[error].retryable, error).toBe(true);
      }
    }
  });
});

describe("judging", () => {
  test("a missing object is the number's, not the message's, fault", () => {
    expect(judge(graph(100, { subcode: 33 }), 400)).toMatchObject({
      error: "sender_not_registered",
    });
    expect(judge(graph(100, { subcode: 2494010 }), 400)).toMatchObject({
      error: "request_rejected",
    });
  });

  test("Meta's word that it will pass goes before a permanent row", () => {
    expect(judge(graph(131026, { transient: true }), 400).class).toBe("transient");
    expect(judge(graph(190, { transient: true }), 401).class).toBe("auth");
  });

  test("an unknown code is final with a 4xx or by webhook, and may pass with a 5xx", () => {
    expect(judge(graph(987_654), 400)).toMatchObject({
      class: "permanent",
      error: "request_rejected",
    });
    expect(judge(graph(987_654), null).class).toBe("permanent");
    expect(judge(graph(987_654), 500)).toMatchObject({
      class: "transient",
      error: "provider_error",
    });
    expect(judge(graph(987_654, { transient: true }), null).class).toBe("transient");
  });

  test.each([
    [131026, { kind: "refused" }],
    [131000, { kind: "later", scope: "message", afterMs: null, counts: true }],
    [131057, { kind: "later", scope: "message", afterMs: 60_000, counts: true }],
    [130429, { kind: "later", scope: "sender", afterMs: 3000, counts: false }],
    [131056, { kind: "later", scope: "recipient", afterMs: 6000, counts: false }],
    [190, { kind: "later", scope: "sender", afterMs: null, counts: false }],
    [131042, { kind: "later", scope: "sender", afterMs: null, counts: false }],
    [132015, { kind: "later", scope: "template", afterMs: null, counts: false }],
  ])("%d becomes %j", (code, expected) => {
    expect(outcomeOf(judge(graph(code), 400), said, null)).toMatchObject(expected);
  });

  test("a pause the provider asks for goes before ours, but not before a person's repair", () => {
    expect(outcomeOf(judge(graph(130429), 400), said, 9000)).toMatchObject({ afterMs: 9000 });
    expect(outcomeOf(judge(graph(190), 401), said, 9000)).toMatchObject({ afterMs: null });
  });

  test("after acceptance only what passes by itself is tried again", () => {
    expect(retryOf(judge(graph(131000), null))).toEqual({ afterMs: 30_000 });
    expect(retryOf(judge(graph(130429), null))).toEqual({ afterMs: 3000 });
    expect(retryOf(judge(graph(131049), null))).toBeNull();
    expect(retryOf(judge(graph(131042), null))).toBeNull();
  });
});

describe("reading an error", () => {
  test("details may be an object or plain text", () => {
    const object = readGraphError({
      code: 100,
      message: "(#100) Bad",
      error_data: { details: "No such field" },
    });
    const text = readGraphError({ code: 100, message: "(#100) Bad", error_data: "No such field" });
    expect(object?.detail).toBe("(#100) Bad: No such field");
    expect(text).toEqual(object);
  });

  test("the same words are said once", () => {
    expect(readGraphError({ code: 131049, title: "Too much", error_data: { details: "much" } })?.detail).toBe(
      "Too much",
    );
  });

  test("a code may be text", () => {
    expect(readGraphError({ code: "131026", error_subcode: "33" })).toMatchObject({
      code: 131026,
      subcode: 33,
    });
  });

  test.each([[null], ["error"], [[]], [{}], [{ code: "x" }], [{ code: 1.5 }], [{ code: {} }]])(
    "%j is no error",
    (value) => {
      expect(readGraphError(value)).toBeNull();
    },
  );
});
