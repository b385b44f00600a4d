// WhatsApp's formatting: what its marks mean, and that no text of any kind is lost or comes to life.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Block, type Piece, readWhatsAppText } from "./whatsapp-text.ts";

const line = (text: string): Piece[] => {
  const [first] = readWhatsAppText(text);
  return first !== undefined && "pieces" in first ? first.pieces : [];
};

describe("a line", () => {
  it.each([
    ["*bold*", [{ kind: "bold", pieces: [{ kind: "text", text: "bold" }] }]],
    ["_so_", [{ kind: "italic", pieces: [{ kind: "text", text: "so" }] }]],
    ["~gone~", [{ kind: "strike", pieces: [{ kind: "text", text: "gone" }] }]],
    ["`x = 1`", [{ kind: "code", text: "x = 1" }]],
    ["`*x*`", [{ kind: "code", text: "*x*" }]],
  ])("is formatted by its marks: %s", (text, pieces) => expect(line(text)).toEqual(pieces));

  it.each(["2*3*4", "snake_case_name", "a * not *", "*open", "a ~ b ~ c", "**", "a * *"])(
    "keeps marks that are none: %s",
    (text) => expect(line(text)).toEqual([{ kind: "text", text }]),
  );

  test("may be formatted inside its formatting", () => {
    expect(line("*a _b_*")).toEqual([
      {
        kind: "bold",
        pieces: [
          { kind: "text", text: "a " },
          { kind: "italic", pieces: [{ kind: "text", text: "b" }] },
        ],
      },
    ]);
  });
});

test("lists, quotes and fixed width stand by themselves", () => {
  expect(
    readWhatsAppText("* one\n- two\n1. three\n> four\n```five *six*```\nseven").map(({ kind }) => kind),
  ).toEqual(["bullet", "bullet", "numbered", "quote", "mono", "line"]);
});

const wild = fc.string({
  unit: fc.constantFrom("*", "_", "~", "`", "```", "\n", "> ", "- ", "1. ", " ", "a", "<b>", "&", "ه", "😀"),
  maxLength: 60,
});

test("every letter of any text is shown, in its order", () => {
  fc.assert(
    fc.property(fc.oneof(wild, fc.string({ unit: "binary" })), (text) => {
      const shown = lettersOf(readWhatsAppText(text));
      const marks = /[*_~`>.\-\s\d]/g;
      expect(shown.replaceAll(marks, "")).toBe(text.replaceAll(marks, ""));
    }),
    { numRuns: 500 },
  );
});

test("a text of marks alone is read in no time", () => {
  const startedAt = performance.now();
  for (const mark of ["*", "_*", "*a ", "```", "> "]) readWhatsAppText(mark.repeat(4_096 / mark.length));
  expect(performance.now() - startedAt).toBeLessThan(500);
});

function lettersOf(blocks: readonly Block[]): string {
  return blocks.map((block) => ("text" in block ? block.text : inside(block.pieces))).join("");
}

function inside(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : inside(piece.pieces))).join("");
}
