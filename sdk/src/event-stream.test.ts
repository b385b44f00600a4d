// The parser of event streams, by the standard's own examples and under every way of cutting the bytes.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createStreamParser, type StreamEvent } from "./event-stream.ts";

function parse(text: string): StreamEvent[] {
  return createStreamParser().push(new TextEncoder().encode(text));
}

test("the standard's examples are read as it says", () => {
  const stock = "data: YHOO\ndata: +2\ndata: 10\n\n";
  expect(parse(stock)).toEqual([{ type: "message", data: "YHOO\n+2\n10", lastId: "" }]);
  const blocks =
    ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
  expect(parse(blocks)).toEqual([
    { type: "message", data: "first event", lastId: "1" },
    { type: "message", data: "second event", lastId: "" },
    { type: "message", data: " third event", lastId: "" },
  ]);
  expect(parse("data\n\ndata\ndata\n\ndata:").map(({ data }) => data)).toEqual(["", "\n"]);
  expect(parse("data:test\n\ndata: test\n\n").map(({ data }) => data)).toEqual(["test", "test"]);
});

test("an event has its name, and its id stays for those after it", () => {
  expect(parse("event: sent\nid: 7\ndata: a\n\ndata: b\n\n")).toEqual([
    { type: "sent", data: "a", lastId: "7" },
    { type: "message", data: "b", lastId: "7" },
  ]);
});

test("an id alone moves the place to go on from, once its block is complete", () => {
  const parser = createStreamParser("5");
  parser.push(new TextEncoder().encode("id: 9\n"));
  expect(parser.lastId()).toBe("5");
  parser.push(new TextEncoder().encode("\n"));
  expect(parser.lastId()).toBe("9");
});

test("an id with a null in it, a wait that is no number, and fields nobody knows are ignored", () => {
  const parser = createStreamParser();
  const text = "id: a\0b\nretry: 5s\ncolor: red\ndata: x\n\n";
  expect(parser.push(new TextEncoder().encode(text))).toEqual([{ type: "message", data: "x", lastId: "" }]);
  expect(parser.retryMs()).toBeNull();
  parser.push(new TextEncoder().encode("retry: 2500\n"));
  expect(parser.retryMs()).toBe(2_500);
});

test("what is not complete when the stream ends is dropped", () => {
  expect(parse("data: whole\n\ndata: half\n")).toHaveLength(1);
});

const word = fc.string({ unit: fc.constantFrom("a", "é", "😀", " ", ":", "\u2028", "0"), maxLength: 6 });
const ending = fc.constantFrom("\n", "\r", "\r\n");
const field = fc.oneof(
  fc
    .constantFrom("data", "event", "id", "retry", "", "else")
    .chain((name) => word.map((value) => `${name}:${value}`)),
  fc.constantFrom("data", "id", ""),
);
const stream = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(fc.oneof(field, fc.constant("")), ending), { maxLength: 20 }))
  .map(([mark, lines]) => (mark ? "\uFEFF" : "") + lines.flat().join(""));

/** The standard's algorithm over the whole text at once, with none of the parser's ways. */
function byTheBook(text: string): StreamEvent[] {
  const events: StreamEvent[] = [];
  let [data, type, id]: [string | null, string, string] = [null, "", ""];
  const lines = text
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "\n")
    .split("\n");
  for (const line of lines.slice(0, -1)) {
    if (line === "") {
      if (data !== null)
        events.push({ type: type === "" ? "message" : type, data: data.slice(0, -1), lastId: id });
      [data, type] = [null, ""];
      continue;
    }
    const [, name, value = ""] = /^([^:]*)(?:: ?([^]*))?$/.exec(line) ?? [];
    if (name === "data") data = `${data ?? ""}${value}\n`;
    if (name === "event") type = value;
    if (name === "id") id = value;
  }
  return events;
}

test("however the bytes are cut, the events are the same", () => {
  const cuts = fc.array(fc.nat({ max: 200 }), { maxLength: 12 });
  fc.assert(
    fc.property(stream, cuts, (text, at) => {
      const bytes = new TextEncoder().encode(text);
      const places = [
        0,
        ...at.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b),
        bytes.length,
      ];
      const parser = createStreamParser();
      const events = places.flatMap((place, index) =>
        parser.push(bytes.subarray(place, places[index + 1] ?? place)),
      );
      expect(events).toEqual(byTheBook(text));
    }),
    { numRuns: 2_000 },
  );
});
