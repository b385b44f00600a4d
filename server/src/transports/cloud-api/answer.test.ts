// What an answer proves: only an id says accepted, only Graph's own error says it did not go.

import { describe, expect, test } from "vitest";
import { readAnswer } from "./answer.ts";
import { accepted, graphError } from "./loopback-graph.ts";

const read = (status: number, body: unknown, retryAfterMs: number | null = null) =>
  readAnswer({ status, body, retryAfterMs }, () => null);

describe("answers", () => {
  test("an id is acceptance", () => {
    expect(read(200, accepted("wamid.A"))).toEqual({
      kind: "accepted",
      providerMessageId: "wamid.A",
    });
  });

  test.each([
    [200, {}],
    [200, undefined],
    [200, { messages: [] }],
    [200, { messages: [{ id: "" }] }],
    [200, { messages: [{ id: 7 }] }],
    [200, { messages: {} }],
    [200, null],
    [201, "<html>"],
    [408, graphError(100)],
    [500, undefined],
    [502, "<html>"],
    [504, { message: "upstream" }],
    [503, { error: "busy" }],
  ])("%d with %j is unknown", (status, body) => {
    expect(read(status, body)).toMatchObject({
      kind: "unknown",
      error: { code: "outcome_unknown" },
    });
  });

  test("Graph's own error says that it did not go, whatever the status", () => {
    expect(read(500, graphError(131000))).toMatchObject({ kind: "later", counts: true });
    expect(read(400, graphError(131026))).toMatchObject({
      kind: "refused",
      error: {
        code: "recipient_undeliverable",
        providerCode: "131026",
        detail: "(#131026) Something",
      },
    });
  });

  test("something before Graph did not take it either", () => {
    expect(read(302, undefined)).toMatchObject({ kind: "later", counts: true });
    expect(read(404, "<html>")).toMatchObject({ kind: "later", error: { code: "provider_error" } });
    expect(read(429, undefined)).toMatchObject({
      kind: "later",
      scope: "sender",
      afterMs: 3000,
      counts: false,
    });
    expect(read(429, undefined, 7000)).toMatchObject({ afterMs: 7000 });
  });
});
