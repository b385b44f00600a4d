// What is taken and what is not, by the bytes: ordinary files, files in disguise, and files made to do harm.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compound, docx, elf, exe, jpeg, mp4, opus, pdf, png, webp, zip } from "../testing/samples.ts";
import { type Arrived, inspect, type Inspected } from "./index.ts";

function look(bytes: Buffer, more: Partial<Arrived> = {}): Promise<Inspected> {
  const readAt = async (at: number, length: number): Promise<Buffer> => bytes.subarray(at, at + length);
  return inspect(readAt, { sizeBytes: bytes.length, declaredType: null, direction: "out", ...more });
}

const word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

describe("is taken for what it is, whatever it is called", () => {
  test.each([
    ["a JPEG", jpeg(), "image/jpeg", "image"],
    ["a PNG", png(), "image/png", "image"],
    ["a sticker", webp(), "image/webp", "sticker"],
    ["a film", mp4, "video/mp4", "video"],
    ["a voice message", opus, "audio/ogg", "audio"],
    ["a PDF", pdf, "application/pdf", "document"],
    ["a document", docx(), word, "document"],
    ["a list", Buffer.from("name,phone\nAsha,+919000000001\n"), "text/plain", "document"],
    ["a list of an old spreadsheet", Buffer.from("name\nJos\xe9\n", "latin1"), "text/plain", "document"],
    ["a list in UTF-16", Buffer.from("\ufeffname\nAsha\n", "utf16le"), "text/plain", "document"],
  ])("%s", async (_name, bytes, mimeType, kind) => {
    for (const declaredType of [null, "image/gif", "text/html"]) {
      expect(await look(bytes, { declaredType })).toEqual({ ok: true, mimeType, kind });
    }
  });

  test("a workbook", async () => {
    const bytes = zip([{ name: "[Content_Types].xml" }, { name: "xl/workbook.xml", content: "<x/>" }]);
    expect(await look(bytes)).toMatchObject({ mimeType: sheet });
  });

  test("sound in an MP4, when its sender says so", async () => {
    expect(await look(mp4, { declaredType: "audio/mp4" })).toMatchObject({
      mimeType: "audio/mp4",
      kind: "audio",
    });
  });

  test("a document of old, of the one of three kinds its sender names", async () => {
    const declaredType = "application/vnd.ms-excel";
    expect(await look(compound(), { declaredType })).toMatchObject({ mimeType: declaredType });
    expect(await look(compound())).toMatchObject({ ok: false, code: "media_type_not_allowed" });
  });
});

describe("is refused as unsafe, sent or received", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const bomb = { name: "word/document.xml", content: Buffer.alloc(40_000_000) };
  test.each([
    ["a Windows program", exe],
    ["a Linux program", elf],
    ["a web page", Buffer.from("\n  <!DOCTYPE html><script>alert(1)</script>")],
    ["a page behind a mark", Buffer.from("\ufeff<html><body>")],
    ["a page in UTF-16", Buffer.from("\ufeff<html><body>", "utf16le")],
    ["a picture that runs", Buffer.from(svg)],
    ["a picture that runs, as XML", Buffer.from(`<?xml version="1.0"?>${svg}`)],
    ["a script", Buffer.from("#!/bin/sh\nrm -rf /\n")],
    ["an app", zip([{ name: "AndroidManifest.xml" }, { name: "classes.dex" }])],
    ["a document with macros", docx([{ name: "word/vbaProject.bin", content: "x" }])],
    ["a document with a program in it", docx([{ name: "word/embeddings/invoice.exe", content: "x" }])],
    ["an installer", compound("84100c0000000000c000000000000046")],
    ["a bomb", zip([{ name: "[Content_Types].xml" }, bomb])],
    ["a bomb that says so", docx([{ name: "word/media/a", claims: 0xfffffff0 }])],
    [
      "a flat bomb, whose entries share their bytes",
      docx([
        { name: "word/a", content: Buffer.alloc(99, 1), at: 0 },
        { name: "word/b", at: 0 },
      ]),
    ],
    ["a container cut off", docx().subarray(0, -30)],
    ["a container with something in front", Buffer.concat([Buffer.from("PK"), docx()])],
    ["a picture of a hundred million pixels", jpeg("", 10_000, 10_001)],
    ["a picture of four billion", png(65_535, 65_535)],
  ])("%s", async (_name, bytes) => {
    for (const direction of ["out", "people"] as const) {
      expect(await look(bytes, { direction })).toMatchObject({ ok: false, code: "media_unsafe" });
    }
  });

  test("the frame behind a megabyte of thumbnails is found", async () => {
    const segment = Buffer.alloc(65_537, 1);
    segment.write("ffe1ffff", 0, "hex");
    const camera = Buffer.concat([
      jpeg().subarray(0, 2),
      ...Array(16).fill(segment),
      jpeg("", 20_000, 20_000).subarray(2),
    ]);
    expect(await look(camera)).toMatchObject({ code: "media_unsafe" });
  });
});

describe("is not for WhatsApp, and kept when a person sent it", () => {
  const gif = Buffer.concat([Buffer.from("GIF89a\x08\x00\x08\x00", "latin1"), Buffer.alloc(64)]);
  test.each([
    ["a GIF", gif, "image/gif"],
    ["an archive", zip([{ name: "a.txt", content: "a" }]), "application/zip"],
    ["bytes of no type", Buffer.from([1, 2, 3, 0, 255, 254]), "application/octet-stream"],
  ])("%s", async (_name, bytes, mimeType) => {
    expect(await look(bytes)).toMatchObject({ ok: false, code: "media_type_not_allowed" });
    expect(await look(bytes, { direction: "people" })).toMatchObject({ ok: true, mimeType });
  });

  test("nothing at all is neither", async () => {
    expect(await look(Buffer.alloc(0), { direction: "people" })).toMatchObject({ ok: false });
  });
});

describe("size", () => {
  const mb = 1024 * 1024;
  test.each([
    ["a picture", jpeg(), 5 * mb],
    ["a film", mp4, 16 * mb],
    ["a document", pdf, 100 * mb],
    ["a moving sticker", webp(512, 512, { animated: true }), 500 * 1024],
    ["a still sticker", webp(), 100 * 1024],
  ])("%s has its limit", async (_name, bytes, sizeBytes) => {
    expect(await look(bytes, { sizeBytes })).toMatchObject({ ok: true });
    expect(await look(bytes, { sizeBytes: sizeBytes + 1 })).toMatchObject({ code: "media_too_large" });
  });

  test("a sticker has 512 pixels on each side", async () => {
    expect(await look(webp(512, 511))).toMatchObject({ code: "media_type_not_allowed" });
  });
});

test("no bytes, and no change to a file, make it throw or read without end", async () => {
  const samples = [jpeg("comment"), png(), webp(), docx(), compound(), pdf, mp4, opus, exe];
  const changed = fc
    .record({
      sample: fc.constantFrom(...samples),
      edits: fc.array(fc.tuple(fc.nat(3000), fc.nat(255)), { maxLength: 12 }),
      cut: fc.nat(3000),
    })
    .map(({ sample, edits, cut }) => {
      const bytes = Buffer.from(sample.subarray(0, Math.max(1, sample.length - (cut % sample.length))));
      for (const [at, value] of edits) bytes[at % bytes.length] = value;
      return bytes;
    });
  const anything = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 5000 }).map((bytes) => Buffer.from(bytes)),
    changed,
  );
  await fc.assert(
    fc.asyncProperty(anything, fc.constantFrom("out", "people"), async (bytes, direction) => {
      let reads = 0;
      const readAt = async (at: number, length: number): Promise<Buffer> => {
        reads += 1;
        return bytes.subarray(at, at + length);
      };
      const arrived = { sizeBytes: bytes.length, declaredType: null, direction };
      expect(typeof (await inspect(readAt, arrived)).ok).toBe("boolean");
      expect(reads).toBeLessThan(1_100);
    }),
    { numRuns: 1_500 },
  );
});
