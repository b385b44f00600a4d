// A passphrase is read from a file, a pipe or a prompt, and never shown.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, expect, test, vi } from "vitest";
import { readPassphrase } from "./passphrase.ts";

const scratch = mkdtempSync(join(tmpdir(), "waypost passphrase "));
afterAll(() => rmSync(scratch, { recursive: true }));

const good = "correct horse battery";

function keyboard(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  const seen = (): string => String(output.read() ?? "");
  return { input, output, seen };
}

test("from a file it is the first line", async () => {
  const file = join(scratch, "words");
  writeFileSync(file, `${good}\r\nand a remark\n`);
  expect(await readPassphrase({ file, twice: true })).toBe(good);
  await expect(readPassphrase({ file: join(scratch, "none"), twice: false })).rejects.toThrow(
    "cannot be read",
  );
});

test("from a pipe it is the first line too", async () => {
  const { input, output } = keyboard(false);
  input.end(`${good}\n`);
  expect(await readPassphrase({ file: undefined, twice: true }, { input, output })).toBe(good);
});

test("at a terminal it is asked for without showing it, a new one twice", async () => {
  const { input, output, seen } = keyboard(true);
  const read = readPassphrase({ file: undefined, twice: true }, { input, output });
  input.write(`${good}\r`);
  let shown = "";
  await vi.waitFor(() => expect((shown += seen())).toContain("Once more"));
  input.write(`${good}\r`);
  expect(await read).toBe(good);
  expect(shown + seen()).toBe("Passphrase: \nOnce more: \n");
});

test("is refused when the two differ, when it is short, and when nothing comes", async () => {
  const { input, output, seen } = keyboard(true);
  const differing = readPassphrase({ file: undefined, twice: true }, { input, output });
  input.write(`${good}\r`);
  await vi.waitFor(() => expect(seen()).toContain("Once more"));
  input.write("another horse battery\r");
  await expect(differing).rejects.toThrow("two different");

  const short = keyboard(false);
  short.input.end("secret");
  await expect(readPassphrase({ file: undefined, twice: false }, short)).rejects.toThrow("at least 12");

  const closed = keyboard(true);
  closed.input.end();
  await expect(readPassphrase({ file: undefined, twice: false }, closed)).rejects.toThrow("No passphrase");
});
