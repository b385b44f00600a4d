// Names, headers, ranges and addresses of files: what strangers write there, and what becomes of it.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rangeIn } from "./byte-range.ts";
import { attachment, nameIn } from "./disposition.ts";
import { cleanName } from "./filename.ts";
import { inboundFileOf, nextTry } from "./inbound/inbound-file.ts";
import { signLink, verifyLink } from "./link.ts";
import { fits, kindOf, plainType } from "./whatsapp-types.ts";

describe("a file's name", () => {
  test.each([
    ["../../etc/passwd", "text/plain", "passwd.txt"],
    ["C:\\Windows\\bill.pdf", "application/pdf", "bill.pdf"],
    ["bill.exe", "image/jpeg", "bill.exe.jpg"],
    ["photo\u202egpj.exe", "image/jpeg", "photogpj.exe.jpg"],
    ["Photo.JPEG", "image/jpeg", "Photo.JPEG"],
    ["list.csv", "text/plain", "list.csv"],
    ["CON.pdf", "application/pdf", "_CON.pdf"],
    ['a<b>:"|?*.pdf', "application/pdf", "a_b______.pdf"],
    ["  .hidden.pdf ", "application/pdf", "hidden.pdf"],
    ["Über uns 📄.pdf", "application/pdf", "Über uns 📄.pdf"],
    ["a\r\nb\u0000.pdf", "application/pdf", "ab.pdf"],
    ["photo.heic", "image/heic", "photo.heic"],
  ])("%j of %s is %j", (name, type, clean) => expect(cleanName(name, type)).toBe(clean));

  test.each(["", "..", "/", "\u202e\u200b", null, undefined])("of %j is none", (name) => {
    expect(cleanName(name, "image/jpeg")).toBeNull();
  });

  test("is short, on one line, in one direction, and no path, whatever came", () => {
    const type = fc.constantFrom("image/jpeg", "text/plain", "application/x-strange");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), type, (text, mimeType) => {
        const name = cleanName(text, mimeType);
        if (name === null) return;
        expect(name.length).toBeLessThanOrEqual(240);
        expect(name).not.toMatch(/[/\\\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(name.isWellFormed()).toBe(true);
        expect(name).not.toMatch(/^\.|^$/);
        // The header it goes into comes back as the same name.
        expect(nameIn(attachment(name))).toBe(name);
        expect(attachment(name)).toMatch(/^[\x20-\x7e]+$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("Content-Disposition", () => {
  test.each([
    ['attachment; filename="a.pdf"', "a.pdf"],
    ["attachment; filename=a.pdf", "a.pdf"],
    ["attachment; filename=\"x\"; filename*=UTF-8''%E2%82%AC.pdf", "€.pdf"],
    ['inline; filename="with \\"quotes\\".pdf"', 'with "quotes".pdf'],
    ['attachment; filename="Ã\u009cber.pdf"', "Über.pdf"],
    ["attachment", null],
    ["attachment; filename*=UTF-8''%", null],
    [undefined, null],
  ])("%j names %j", (header, name) => expect(nameIn(header)).toBe(name));
});

describe("a range of 10 bytes", () => {
  test.each([
    ["bytes=0-3", { start: 0, end: 3 }],
    ["bytes=5-", { start: 5, end: 9 }],
    ["bytes=-3", { start: 7, end: 9 }],
    ["bytes=-30", { start: 0, end: 9 }],
    ["bytes=8-20", { start: 8, end: 9 }],
    ["bytes=10-", "none"],
    ["bytes=-0", "none"],
    ["bytes=3-1", "all"],
    ["bytes=0-1,3-4", "all"],
    ["lines=0-1", "all"],
    ["bytes=", "all"],
    [undefined, "all"],
  ])("%j is %j", (header, range) => expect(rangeIn(header, 10)).toEqual(range));
});

describe("a signed address", () => {
  const key = Buffer.alloc(32, 7);
  const target = {
    tenantId: "01890000-0000-7000-8000-000000000001",
    mediaId: "01890000-0000-7000-8000-000000000002",
    expiresAt: new Date("2026-12-01T09:00:00Z"),
  };
  const token = signLink(key, target);
  const before = new Date("2026-12-01T08:59:59Z");

  test("opens what it was signed for, also with an ending", () => {
    expect(verifyLink(key, token, before)).toEqual(target);
    expect(verifyLink(key, `${token}.jpg`, before)).toEqual(target);
  });

  test("is over at its time", () => expect(verifyLink(key, token, target.expiresAt)).toBeNull());

  test("of another key opens nothing", () => {
    expect(verifyLink(Buffer.alloc(32, 8), token, before)).toBeNull();
  });

  test("opens nothing once any character of it is another", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (let at = 0; at < token.length; at += 1) {
      for (const other of alphabet) {
        if (other === token[at]) continue;
        expect(verifyLink(key, token.slice(0, at) + other + token.slice(at + 1), before)).toBeNull();
      }
    }
  });

  test("is nothing that anybody could guess", () => {
    fc.assert(fc.property(fc.string(), (text) => verifyLink(key, text, before) === null));
    for (const text of ["", ".", `${token}x`, `${token}/..`, `${token}.%2e`, token.slice(0, -1)])
      expect(verifyLink(key, text, before)).toBeNull();
  });
});

describe("a type", () => {
  test.each([
    ["image/jpeg", "image", true],
    ["image/jpeg", "document", true],
    ["image/jpeg", "video", false],
    ["application/pdf", "document", true],
    ["application/pdf", "image", false],
    ["image/webp", "sticker", true],
    ["application/zip", "document", false],
    ["constructor", "document", false],
  ] as const)("%s as %s: %s", (type, kind, fitting) => expect(fits(type, kind)).toBe(fitting));

  test("of people's files belongs to a kind by its family", () => {
    expect(["video/quicktime", "image/heic", "application/x"].map(kindOf)).toEqual([
      "video",
      "image",
      "document",
    ]);
  });

  test("is read without its parameters", () => {
    expect(plainType("Audio/OGG; codecs=opus")).toBe("audio/ogg");
    expect(["", "x", "a/b/c", null, "a/b\r\nc"].map(plainType)).toEqual([null, null, null, null, null]);
  });
});

describe("a person's message", () => {
  const message = { tenant_id: "t", sender_id: "s", provider_message_id: "wamid.1" };

  test("with a file asks for it", () => {
    const document = { id: "7000", mime_type: "application/pdf", filename: "a.pdf" };
    expect(inboundFileOf({ ...message, type: "document", body: { document } })).toEqual({
      ...message,
      provider_media_id: "7000",
      kind: "document",
      declared_type: "application/pdf",
      filename: "a.pdf",
    });
    expect(inboundFileOf({ ...message, type: "voice", body: { voice: { id: "1" } } })?.kind).toBe("audio");
  });

  test.each([
    ["text", { text: { body: "Hi" } }],
    ["image", {}],
    ["image", { image: { id: 7 } }],
    ["image", { image: { id: "" } }],
    ["image", { image: null }],
    ["constructor", { constructor: { id: "1" } }],
  ])("of type %s without one asks for none", (type, body: Record<string, unknown>) => {
    expect(inboundFileOf({ ...message, type, body })).toBeNull();
  });
});

test("a file that cannot be fetched is tried again ever more seldom, for seven days", () => {
  const heard = new Date("2026-12-01T00:00:00Z");
  let now = heard;
  let tries = 0;
  for (let next = nextTry(++tries, heard, now); next !== null; next = nextTry(++tries, heard, now)) {
    expect(next.getTime()).toBeGreaterThan(now.getTime());
    now = next;
  }
  expect(tries).toBeGreaterThan(30);
  expect(now.getTime() - heard.getTime()).toBeLessThanOrEqual(7 * 24 * 3_600_000);
});
