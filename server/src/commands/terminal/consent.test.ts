// Only a person's yes is a yes.

import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { requireYes } from "./consent.ts";

function keyboard(isTTY: boolean) {
  return { input: Object.assign(new PassThrough(), { isTTY }), output: new PassThrough() };
}

const never = new AbortController().signal;

async function answered(line: string): Promise<void> {
  const terminal = keyboard(true);
  const asked = requireYes("Send 42 messages again?", never, terminal);
  await vi.waitFor(() => expect(String(terminal.output.read() ?? "")).toContain("again? [y/N] "));
  terminal.input.write(`${line}\n`);
  await asked;
}

test.each(["y", "YES", " yes "])("%j is a yes", async (line) => {
  await answered(line);
});

test.each(["", "n", "yep", "yes please"])("%j is none", async (line) => {
  await expect(answered(line)).rejects.toThrow("Nothing was done.");
});

test("Ctrl-C is none, as a key and as a signal, and where nobody is there the option is named", async () => {
  const terminal = keyboard(true);
  const typed = requireYes("Sure?", never, {
    ...terminal,
    output: Object.assign(terminal.output, { isTTY: true }),
  });
  terminal.input.write("\u0003");
  await expect(typed).rejects.toThrow("Nothing was done.");
  const stopping = new AbortController();
  const asked = requireYes("Sure?", stopping.signal, keyboard(true));
  stopping.abort();
  await expect(asked).rejects.toThrow("Nothing was done.");
  await expect(requireYes("Sure?", never, keyboard(false))).rejects.toThrow("say --yes");
});
