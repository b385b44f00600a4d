// A session file opens with its passphrase, whole, on the same version, and otherwise not at all.

import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type ExportedSession, library, openSession, sealSession } from "./export-file.ts";

const passphrase = "correct horse battery";
const session: ExportedSession = {
  address: "+14155550123",
  mode: "live",
  exportedAt: "2026-11-21T00:00:00.000Z",
  library,
  rows: [
    { type: "creds", id: "main", value: Buffer.from('{"noiseKey":"a private key"}') },
    { type: "session", id: "1415.0\n:3", value: randomBytes(2048) },
    { type: "empty", id: "", value: Buffer.of() },
  ],
};
const sealed = await sealSession(session, passphrase);

test("gives back exactly what was put in", async () => {
  expect(await openSession(sealed, passphrase)).toEqual({ kind: "opened", session });
});

test("says in clear how it is sealed, and nothing about whose it is", () => {
  const end = sealed.indexOf("\n");
  expect(JSON.parse(sealed.subarray(0, end).toString())).toMatchObject({
    format: "waypost-session",
    version: 1,
    kdf: "scrypt",
    N: 131_072,
    r: 8,
    p: 1,
    cipher: "aes-256-gcm",
  });
  expect(sealed.toString("latin1")).not.toMatch(/14155550123|private key|creds|baileys/);
});

test("is another file each time", async () => {
  expect((await sealSession(session, passphrase)).equals(sealed)).toBe(false);
});

test("opens by the same letters from another keyboard", async () => {
  const file = await sealSession(session, "Grüße aus Köln".normalize("NFD"));
  expect(await openSession(file, "Grüße aus Köln".normalize("NFC"))).toMatchObject({ kind: "opened" });
});

test.each([
  ["under another passphrase", sealed, "correct horse batterY"],
  ["cut short", sealed.subarray(0, -1), passphrase],
  ["cut down to its head", sealed.subarray(0, sealed.indexOf("\n") + 1), passphrase],
  ["with a byte more", Buffer.concat([sealed, Buffer.of(0)]), passphrase],
  ["with one bit changed", flipped(sealed, sealed.length - 40), passphrase],
  ["with its head rewritten", edited(sealed, '"r":8', '"r":9'), passphrase],
  ["with a salt of another length", edited(sealed, /"salt":"[^"]{4}/, '"salt":"'), passphrase],
  ["that is empty", Buffer.of(), passphrase],
  ["that is a picture", randomBytes(4096), passphrase],
  ["that is JSON of something else", Buffer.from("[null]\n{}"), passphrase],
])("does not open a file %s", async (_, file, words) => {
  expect(await openSession(file, words)).toEqual({ kind: "unreadable" });
});

test("names the version of a newer format, and of another library", async () => {
  expect(await openSession(edited(sealed, '"version":1', '"version":2'), passphrase)).toEqual({
    kind: "other_version",
    found: "format 2",
    needed: "format 1",
  });
  const other = await sealSession({ ...session, library: "baileys 8.0.0" }, passphrase);
  expect(await openSession(other, passphrase)).toEqual({
    kind: "other_version",
    found: "baileys 8.0.0",
    needed: library,
  });
});

test("does not unpack a crafted file without end", async () => {
  const value = Buffer.alloc(100 * 1024 * 1024);
  const bomb = await sealSession({ ...session, rows: [{ type: "creds", id: "main", value }] }, passphrase);
  expect(bomb.length).toBeLessThan(2 * 1024 * 1024);
  expect(await openSession(bomb, passphrase)).toEqual({ kind: "unreadable" });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

/** `text` is in the head, the first line. */
function edited(bytes: Buffer, text: string | RegExp, by: string): Buffer {
  const end = bytes.indexOf("\n");
  const head = bytes.subarray(0, end).toString().replace(text, by);
  return Buffer.concat([Buffer.from(head), bytes.subarray(end)]);
}
