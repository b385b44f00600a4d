// An export's file: what is in it is summed, a source that fails fails it, and nothing goes on behind its back.

import { PassThrough, Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import type { ExportPart } from "../../../kernel/personal-data.ts";
import { indexPage } from "./index-page.ts";
import { type ArchiveOptions, writeArchive } from "./write-archive.ts";

const options: ArchiveOptions = {
  passphrase: { text: "of the test", derived: true },
  about: { request: "prv_1", tenant: "ten_1", created_at: "2026-01-02T03:04:05.000Z", names: ["+1"] },
  open: async (sha256) => (sha256 === "gone" ? null : Readable.from([Buffer.from("bytes")])),
};
const sink = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

async function* parts(...given: ExportPart[]): AsyncGenerator<ExportPart> {
  yield* given;
}

test("records are counted over their pages, and a file that is gone is said to be", async () => {
  const manifest = await writeArchive(
    sink(),
    parts(
      { kind: "records", name: "messages", records: [{}, {}] },
      { kind: "records", name: "messages", records: [{}] },
      { kind: "file", name: "med_1", sha256: "there", sizeBytes: 5 },
      { kind: "file", name: "med_2", sha256: "gone", sizeBytes: 5 },
    ),
    options,
  );
  expect(manifest.records).toEqual({ messages: 3 });
  expect(manifest.files.map(({ path }) => path)).toEqual([
    "messages/0001.json",
    "messages/0002.json",
    "bytes/med_1",
  ]);
  expect(manifest.missing).toEqual(["med_2"]);
});

test("a source that fails, and a disk that is full, end it with their own words", async () => {
  let ended = false;
  async function* failing(): AsyncGenerator<ExportPart> {
    yield { kind: "records", name: "messages", records: [] };
    throw new Error("the database is gone");
  }
  await expect(writeArchive(sink(), failing(), options)).rejects.toThrow("the database is gone");
  async function* endless(): AsyncGenerator<ExportPart> {
    try {
      const text = "x".repeat(200_000);
      for (;;) yield { kind: "records", name: "messages", records: [{ text: text + String(Math.random()) }] };
    } finally {
      ended = true;
    }
  }
  const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error("the disk is full")) });
  const counted = new PassThrough();
  const writing = Promise.all([writeArchive(counted, endless(), options), pipeline(counted, full)]);
  await expect(writing).rejects.toThrow("the disk is full");
  await expect.poll(() => ended).toBe(true);
});

test("the page shows names as text, whatever they are", () => {
  const page = indexPage({
    format: 1,
    ...options.about,
    names: ["<script>alert(1)</script>"],
    records: { messages: 1 },
    files: [{ path: "messages/0001.json", bytes: 2, sha256: "00" }],
    missing: [],
  });
  expect(page).not.toContain("<script>");
  expect(page).toContain('<a href="messages/0001.json">');
});
